"""Stories in other languages are told apart from English ones, also from English ones full of foreign names."""

import pytest

from tasks import clean
from tasks.errors import NotEnglish
from tasks.records import Story

FOREIGN = [
    ("German", "Bundeskanzler Olaf Scholz hat am Montag in Berlin mit Präsident Macron gesprochen."),
    ("German", "DER KANZLER SAGTE AM MONTAG NEIN ZU DEN PLÄNEN"),
    ("French", "Le président de la République a déclaré lundi que la France enverrait des armes."),
    ("Spanish", "El presidente Pedro Sánchez dijo el lunes que España enviará tanques a Ucrania."),
    ("Portuguese", "O presidente disse na segunda-feira que o Brasil não vai enviar armas à Ucrânia."),
    ("Italian", "Il presidente del Consiglio ha detto lunedì che l'Italia invierà altre armi."),
    ("Dutch", "De premier zei maandag dat Nederland meer wapens naar Oekraïne zal sturen."),
    ("Danish", "Statsministeren sagde mandag at Danmark vil sende flere våben."),
    ("Polish", "Premier powiedział w poniedziałek, że Polska wyśle czołgi na Ukrainę."),
    ("Turkish", "Cumhurbaşkanı Erdoğan pazartesi günü yeni bir anlaşma yapılacağını açıkladı."),
    ("Russian", "Россия заявила, что атака была отражена."),
    ("Arabic", "قال الرئيس يوم الاثنين إن المفاوضات سوف تستمر"),
    ("Chinese", "中国外交部发言人星期一表示反对"),
    ("Vietnamese", "Thủ tướng nói hôm thứ Hai rằng Việt Nam sẽ không gửi vũ khí."),
]


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_story_in_another_language_is_skipped_by_name(language: str, text: str) -> None:
    with pytest.raises(NotEnglish) as caught:
        clean(Story("s", text=text))
    assert str(caught.value) == f"The story is in {language}; only English is read."


ENGLISH = [
    ("names of one country", "Volodymyr Zelenskyy met Andrzej Duda in Rzeszów on Monday. Both praised Kaja Kallas."),
    ("no small words", "Rafał Trzaskowski attacked Jarosław Kaczyński. Donald Tusk laughed."),
    ("two words", "Putin spoke."),
    ("one word", "Yes."),
    ("names only", "Fumio Kishida; Yoon Suk Yeol; Joko Widodo; Narendra Modi."),
    ("capitals", "PRESIDENT BIDEN MET THE KING OF ENGLAND ON MONDAY."),
    ("acronyms", "NATO, EU, UN, IMF and WTO"),
    ("quotations in another language", "“Nein, nein, das geht nicht,” the chancellor said, and left the room."),
    ("a headline in another language", "The headline, “Le président a dit non,” was read to the house."),
    ("African names", "President Hakainde Hichilema told Lusaka Times that Zambia would not join."),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text"), ENGLISH)
def test_english_story_is_read(case: str, text: str) -> None:
    assert clean(Story("s", text=text)).language == "en"


def test_the_body_decides_and_not_what_is_around_it() -> None:
    body = "Der Kanzler sagte am Montag, dass die Gespräche mit der Regierung in Paris weitergehen werden."
    with pytest.raises(NotEnglish):
        clean(Story("s", text=f"{body}\nThe Associated Press contributed to this report.\nSign up for our newsletter"))
