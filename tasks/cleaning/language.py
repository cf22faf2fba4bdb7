"""Whether a story is in English, decided before any model runs."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tasks.errors import NotEnglish

# Words that English text cannot do without, and that other languages' texts do not have (Dutch has `in` and `is`,
# Danish `for`, French `on`). Only in small letters: a German story also names The Hague.
_ENGLISH = frozenset(
    "the and that with from his her their they were been would will which who this its after said says have she not "
    "but when what there about".split()
)
_ENGLISH_SHARE = 0.1  #: of the words; English news has 0.3, other languages' news less than 0.02
_SURE = 0.45  #: probability of another language below which the evidence is not clear
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 4000  #: words: more do not tell more
_FEWEST = 2  #: words in Latin letters: fewer tell nothing

_NAMES = dict(
    pair.split(":")
    for pair in (
        "af:Afrikaans am:Amharic an:Aragonese ar:Arabic ary:Arabic arz:Arabic as:Assamese az:Azerbaijani ba:Bashkir "
        "bcl:Bikol be:Belarusian bg:Bulgarian bn:Bengali br:Breton bs:Bosnian ca:Catalan crh:Crimean_Tatar cs:Czech "
        "cy:Welsh da:Danish de:German dz:Dzongkha el:Greek eo:Esperanto es:Spanish et:Estonian eu:Basque fa:Persian "
        "fi:Finnish fo:Faroese fr:French fy:Frisian ga:Irish gd:Scottish_Gaelic gl:Galician gom:Konkani grc:Greek "
        "gu:Gujarati ha:Hausa hbo:Hebrew he:Hebrew hi:Hindi hr:Croatian ht:Haitian_Creole hu:Hungarian hy:Armenian "
        "id:Indonesian ig:Igbo is:Icelandic it:Italian ja:Japanese jv:Javanese ka:Georgian kab:Kabyle kik:Kikuyu "
        "kk:Kazakh km:Khmer kn:Kannada ko:Korean ku:Kurdish ky:Kyrgyz la:Latin lb:Luxembourgish lg:Ganda lij:Ligurian "
        "ln:Lingala lo:Lao lt:Lithuanian ltg:Latgalian lv:Latvian mg:Malagasy mk:Macedonian ml:Malayalam mn:Mongolian "
        "mr:Marathi ms:Malay mt:Maltese my:Burmese ne:Nepali nl:Dutch nn:Norwegian no:Norwegian nso:Sotho oc:Occitan "
        "om:Oromo or:Odia pa:Punjabi pcm:Nigerian_Pidgin pl:Polish ps:Pashto pt:Portuguese qu:Quechua ro:Romanian "
        "ru:Russian rw:Kinyarwanda sa:Sanskrit sdh:Kurdish se:Sami si:Sinhala sk:Slovak sl:Slovenian sn:Shona "
        "so:Somali sq:Albanian sr:Serbian st:Sotho sv:Swedish sw:Swahili ta:Tamil te:Telugu tg:Tajik th:Thai "
        "tk:Turkmen tl:Tagalog tr:Turkish tt:Tatar ug:Uyghur uk:Ukrainian ur:Urdu uz:Uzbek uzs:Uzbek vec:Venetian "
        "vi:Vietnamese wa:Walloon wuu:Chinese xh:Xhosa yo:Yoruba yue:Chinese zh:Chinese zu:Zulu"
    ).split()
)


def check_is_english(body: str) -> str:
    """`en`, or NotEnglish with a sentence that names the language; only clear evidence counts against English."""
    words = _telling([match[0] for match in islice(_WORD.finditer(body), _ENOUGH)])
    latin = _is_latin("".join(words))
    if (latin and len(words) < _FEWEST) or _english_share(words) >= _ENGLISH_SHARE:
        return "en"
    language, probability = _identifier().classify(" ".join(words))
    if language in ("en", "zxx") or (latin and probability < _SURE):
        return "en"
    name = _NAMES.get(language, f"another language ({language})").replace("_", " ")
    raise NotEnglish(f"The story is in {name}; only English is read.")


def _telling(words: list[str]) -> list[str]:
    """The words without the names: a story about Warsaw is not Polish. In a text all in capitals, every word."""
    if all(map(str.isupper, words)):
        return [word.lower() for word in words]
    return [word for word in words if not word[0].isupper()]


def _english_share(words: Sequence[str]) -> float:
    return sum(word in _ENGLISH for word in words) / max(1, len(words))


def _is_latin(letters: str) -> bool:
    return 2 * len(_LATIN.findall(letters)) >= len(letters)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Half a second and some megabytes: once per process, and not at import.
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
