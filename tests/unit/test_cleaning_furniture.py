"""What is removed from plain text, and, as important, what is not."""

import pytest

from tasks import clean
from tasks.records import Story

ABOVE = "The mayor of Garland said on Friday that she backs the plan to build a dam above the town."
BELOW = "Opponents of the dam, among them two former mayors, say that it would flood the farms along the river."


def removals(text: str) -> list[tuple[str, str]]:
    cleaned = clean(Story("s", text=text))
    assert cleaned.text == text
    return [(text[removal.start : removal.end], removal.reason) for removal in cleaned.removed]


REMOVED_BETWEEN_PARAGRAPHS = [
    # headlines of other stories, in capitals
    ("report tag", "CITY ADVISES RESIDENTS TO STAY INDOORS: REPORT", "cross_link"),
    ("participle", "STATE SENDING ANOTHER $2.5 MILLION IN AID TO RIVER TOWNS", "cross_link"),
    ("six words with a verb", "GOVERNOR VOWS TO FIGHT WATER TAX", "cross_link"),
    ("four words with a verb", "SENATOR SLAMS DAM PLAN", "cross_link"),
    ("quotation inside", "MAYOR SAYS DAM IS 'A MATTER OF LIFE AND DEATH' FOR TOWN", "cross_link"),
    ("question headline", "WILL CONGRESS BAN NEW DAMS BEFORE THE ELECTION?", "cross_link"),
    ("passive without auxiliary", "TWO ARRESTED AFTER BREAK-IN AT GARLAND WATERWORKS", "cross_link"),
    ("verb after a plural", "FRENCH LAWMAKERS BACK NEW WATER TAX", "cross_link"),
    ("long without a verb", "NEW YORK-BASED ENERGY GIANT IN TALKS OVER RIVER RIGHTS", "cross_link"),
    ("small letter in a name", "McCARTHY WARNS OF WATER SHORTAGES IN WESTERN STATES", "cross_link"),
    ("possessive", "PENN'S LAWYERS ASK JUDGE TO HALT WORK ON DAM", "cross_link"),
    ("official tag", "RIVER TOWNS COULD RUN DRY BY AUGUST: OFFICIALS", "cross_link"),
    ("ends on an abbreviation", "CANADA RESTARTS WATER EXPORTS TO THE U.S.", "cross_link"),
    # teasers with a lead
    ("read more", "READ MORE: Garland's water crisis, explained", "cross_link"),
    ("read more, small letters", "Read more: Why the river ran dry", "cross_link"),
    ("read more with a bar", "Read more | The river that ran dry", "cross_link"),
    ("related", "RELATED: Five things to know about the dam", "cross_link"),
    ("related with a bullet", "• Related: Five things to know about the dam", "cross_link"),
    ("more on this", "More on this: Farmers march on the capital", "cross_link"),
    ("also read", "Also read: Who owns the river?", "cross_link"),
    ("see also", "See also: The long history of the Garland dam", "cross_link"),
    ("watch", "WATCH: Protesters block road to dam site", "cross_link"),
    ("analysis label", "Analysis: What the dam means for the election", "cross_link"),
    ("explainer label with a question", "EXPLAINER: Who pays for the dam?", "cross_link"),
    ("in pictures", "In pictures: Garland under water", "cross_link"),
    ("dash after the lead", "READ ALSO — Farmers sue the county over water", "cross_link"),
    ("arrow", "Read next » Farmers sue the county over water", "cross_link"),
    ("read more about", "Read more about the dam and its critics here", "cross_link"),
    ("read the full story", "Read the full story at gazette.example", "cross_link"),
    # credits
    ("agency", "The Associated Press contributed to this report.", "credit"),
    ("agency without a stop", "The Associated Press contributed to this report", "credit"),
    ("agency and people", "Fox News' Jane Roe and The Associated Press contributed to this report.", "credit"),
    ("people in places", "Jane Roe in Kyiv and John Doe in Berlin contributed to this report.", "credit"),
    ("agency's writers", "Associated Press writers Jane Roe and J. P. Doe contributed to this story.", "credit"),
    ("contributed reporting", "Jane Roe contributed reporting from Kyiv.", "credit"),
    ("reuters", "(Reporting by Jane Roe; Editing by John Doe and A. B. Smith)", "credit"),
    ("reuters in two sentences", "(Reporting by Jane Roe in Kyiv. Editing by John Doe)", "credit"),
    ("additional reporting", "Additional reporting by Jane Roe", "credit"),
    ("with reporting by", "With reporting by Jane Roe in Washington.", "credit"),
    ("with files from", "With files from The Canadian Press", "credit"),
    ("copyright sign", "© 2023 The Garland Post", "credit"),
    ("copyright", "Copyright 2023 The Associated Press. All rights reserved. This material may not be published, "
     "broadcast, rewritten or redistributed without permission.", "credit"),
    ("republished", "This article was originally published by The Garland Post.", "credit"),
    ("edited by", "Edited by: Jane Roe", "credit"),
    # boilerplate
    ("advertisement", "Advertisement", "boilerplate"),
    ("advertisement in capitals", "ADVERTISEMENT", "boilerplate"),
    ("story continues", "Story continues below advertisement", "boilerplate"),
    ("click here", "Click here to subscribe", "boilerplate"),
    ("app", "CLICK HERE TO GET THE GARLAND POST APP", "boilerplate"),
    ("newsletter", "Sign up for our newsletter", "boilerplate"),
    ("newsletter with a promise", "Sign up for our weekly newsletter. It arrives every Friday.", "boilerplate"),
    ("follow us", "Follow us on Twitter @garlandpost", "boilerplate"),
    ("coverage", "Follow AP's coverage of the dam at https://news.example/dam", "boilerplate"),
    ("share", "Share this article", "boilerplate"),
    ("share button", "Facebook", "boilerplate"),
    ("cookies", "We use cookies to improve your experience. By continuing to use this site you agree.", "boilerplate"),
    ("already a subscriber", "Already a subscriber? Log in", "boilerplate"),
    ("reading time", "4 min read", "boilerplate"),
    ("updated", "Updated on March 3, 2023 at 10:15 a.m. EST", "boilerplate"),
    ("developing story", "This is a developing story. Check back for updates.", "boilerplate"),
    ("editor's note", "Editor's note: An earlier version misspelled the name of the river.", "boilerplate"),
    ("file caption", "FILE - The river at Garland in 2019, when the water stood two meters higher.", "boilerplate"),
    ("file photo", "FILE PHOTO: A farmer looks at the river. REUTERS/John Doe", "boilerplate"),
    ("photo caption", "Photo: Jane Roe", "boilerplate"),
    ("caption with a credit", "Farmers march in Garland on Friday. (AP Photo/Jane Roe)", "boilerplate"),
    ("caption in square brackets", "Farmers march in Garland on Friday [Photo by Jane Roe]", "boilerplate"),
    ("caption with an agency", "Farmers march in Garland on Friday [Jane Roe/Reuters]", "boilerplate"),
    ("caption from a picture agency", "Farmers march in Garland. Jane Roe/AFP via Getty Images", "boilerplate"),
    ("bare picture agency", "Getty Images", "boilerplate"),
    ("separator", "___", "boilerplate"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "line", "reason"), REMOVED_BETWEEN_PARAGRAPHS)
def test_line_between_paragraphs_is_removed(case: str, line: str, reason: str) -> None:
    assert removals(f"{ABOVE}\n{line}\n{BELOW}") == [(line, reason)]
    assert removals(f"{ABOVE}\r\n\r\n  {line} \r\n\r\n{BELOW}\r\n") == [(line, reason)]


BODY_BETWEEN_PARAGRAPHS = [
    # capitals that are body
    ("section heading", "WHAT HAPPENS NEXT"),
    ("section heading of one word", "BACKGROUND"),
    ("section heading that asks", "WHY IT MATTERS TO FARMERS"),
    ("long section heading that asks", "WHAT WE KNOW ABOUT THE DAM SO FAR"),
    ("section heading that points", "HERE'S WHAT TO KNOW ABOUT THE DAM"),
    ("section heading with an article", "THE ROAD TO THE VALLEY"),
    ("section heading with article and verb", "A TOWN HOLDS ITS BREATH"),
    ("section heading without a verb", "FEAR AND ANGER DOWNSTREAM"),
    ("section heading with two nouns", "AIR STRIKES AND DRONE ATTACKS"),
    ("acronym", "NATO"),
    ("acronyms", "NATO, EU, IMF, WTO, OSCE"),
    ("quoted placard", "“NO DAM WILL EVER STAND HERE AGAIN”"),
    ("quoted placard with straight marks", '"STATE KILLS RIVER TO SAVE RICH MEN"'),
    ("shouted with an exclamation mark", "THIS TOWN WILL NEVER BE SOLD TO ANYBODY!"),
    ("speech of a crowd", "WE WILL NOT BE MOVED FROM OUR LAND"),
    ("full sentence in capitals", "THE MINISTRY DENIES ALL KNOWLEDGE OF THE CONTRACT."),
    ("numbered item", "1. COUNTY BUYS LAND ALONG THE RIVER"),
    ("name of a case", "UNITED FARMERS OF GARLAND V. COUNTY OF GARLAND"),
    # sentences that look like a teaser
    ("watch as a verb", "Watch the river long enough, he said, and it will tell you."),
    ("read as a verb", "Read more books, the teacher told her pupils."),
    ("related in a sentence", "Related costs, such as roads, were left out of the plan."),
    ("the word analysis", "Analysis of the water showed traces of lead."),
    ("label before a sentence", "Live: that is what the farmers want, and no more than that."),
    # sentences that look like a credit
    ("contributed", "Low rainfall contributed to this year's poor harvest, the ministry said."),
    ("contributed in a quotation", "“The Associated Press contributed to this report,” the lawyer said."),
    ("another report", "Several of the state's agencies contributed to the report on water."),
    ("copyright as a subject", "Copyright law changed in 2023, to the anger of publishers."),
    ("reporting as a subject", "Reporting by local newspapers had shown that the land was sold twice."),
    ("reported from", "Two deaths were reported from Garland."),
    ("agency as a subject", "The Associated Press was first to report the sale."),
    # sentences that look like boilerplate
    ("click here in a quotation", "“Click here to subscribe,” said the message that emptied her account."),
    ("subscribe as a verb", "Subscribe to that view, said the mayor, and you will lose the farm."),
    ("follow as a verb", "Follow the money, the lawyer urged the court."),
    ("advertisement in a sentence", "Advertisement of the sale was required by law."),
    ("facebook in a sentence", "Facebook did not answer a request for comment."),
    ("cookies in a sentence", "The site uses cookies to track its readers, the court found."),
    ("photo in a sentence", "Photos of the dam show cracks in its wall."),
    ("file in a sentence", "File after file was carried out of the house."),
    ("sponsored in a sentence", "Sponsored by the county, the study found no fault with the dam."),
    ("stray tag", "The form field <b> was left empty by two of the bidders."),
    ("error in a sentence", "An error occurred in the control room of the dam, the report says."),
    ("clicking in a sentence", "By clicking on a link, the clerk had let the thieves in."),
    ("signing up in a sentence", "By signing up new members, the farmers' union doubled in a year."),
    # lines that look like a byline or a dateline, in the middle of a story
    ("by and a date", "By Friday, the water had reached the church."),
    ("by and a name", "By Kherson standards, it was a quiet night."),
    ("heading with by", "By the Numbers"),
    ("name alone", "Volodymyr Zelenskyy"),
    ("place and dash in the middle", "LONDON (AP) — The second part of a round-up keeps its place."),
    ("dots of an omission", "…"),
    ("quotation mark on a line of its own", "”"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "line"), BODY_BETWEEN_PARAGRAPHS)
def test_line_between_paragraphs_is_body(case: str, line: str) -> None:
    assert removals(f"{ABOVE}\n{line}\n{BELOW}") == []


@pytest.mark.parametrize(
    "above",
    [
        "The banner that hung from the town hall read:",
        "One farmer carried a sign.",
        "On the wall of the church somebody had painted three words in red letters.",
        "The headline in the next day's Garland Post was hardly smaller than the page.",
    ],
)
def test_placard_in_capitals_is_body(above: str) -> None:
    assert removals(f"{ABOVE}\n{above}\nSTATE KILLS RIVER TO SAVE RICH MEN\n{BELOW}") == []


def test_headline_below_a_placard_that_is_quoted_above_is_a_cross_link() -> None:
    above, line = "Outside the court hung a banner that read “WE DO NOT FORGET.”", "SENATOR SLAMS DAM PLAN"
    assert removals(f"{ABOVE}\n{above}\n{line}\n{BELOW}") == [(line, "cross_link")]


def test_capitals_say_nothing_in_a_story_in_capitals() -> None:
    story = "\n".join(
        ["MAYOR SAYS SHE BACKS THE DAM.", "FARMERS SAY IT WILL FLOOD THEIR LAND", "COUNCIL VOTES ON TUESDAY."]
    )
    assert removals(story) == []


def test_headline_above_the_story_is_body() -> None:
    assert removals(f"MAYOR BACKS PLAN TO BUILD DAM ABOVE TOWN\n\n{ABOVE}\n{BELOW}") == []
    assert removals(f"Mayor backs dam\nFARMERS VOW TO FIGHT PLAN IN COURT\n{ABOVE}\n{BELOW}") == []


def test_list_of_headlines_under_a_lead_is_removed() -> None:
    links = ["Read more:", "Farmers sue the county over water", "Who owns the river that feeds Garland?"]
    found = removals("\n".join([ABOVE, *links[:2], BELOW]))
    assert found == [(link, "cross_link") for link in links[:2]]


@pytest.mark.parametrize(
    "line",
    ["Reuters", "AFP", "— AP", "(AFP)", "Source: Reuters", "AP/Reuters", "bur-ab/cd/ef", "ab/cd", "dpa ab cd a1 efg"],
)
def test_agency_tag_at_the_end_is_a_credit(line: str) -> None:
    assert removals(f"{ABOVE}\n{BELOW}\n{line}") == [(line, "credit")]


GLUED = [
    ("after a space", " ", "The Associated Press contributed to this report.", "credit"),
    ("without a space", "", "The Associated Press contributed to this report.", "credit"),
    ("two people", " ", "Jane Roe and John Doe contributed to this report.", "credit"),
    ("reuters", " ", "(Reporting by Jane Roe; Editing by John Doe)", "credit"),
    ("tag with a dash", " ", "— AFP", "credit"),
    ("tag with two hyphens", " ", "-- Reuters", "credit"),
    ("tag in brackets", " ", "(AFP)", "credit"),
    ("copyright of two sentences", " ", "© 2023 The Garland Post. All rights reserved.", "credit"),
    ("offer", " ", "Click here to subscribe to the Garland Post.", "boilerplate"),
    ("two offers", " ", "Sign up for our newsletter. Follow us on Twitter.", "boilerplate"),
]


@pytest.mark.parametrize(("case", "glue", "tail", "reason"), GLUED)
def test_furniture_glued_to_the_last_sentence_is_removed(case: str, glue: str, tail: str, reason: str) -> None:
    assert removals(f"{ABOVE}\n{BELOW}{glue}{tail}") == [(tail, reason)]


def test_credit_followed_by_something_is_removed() -> None:
    credit = "The Associated Press contributed to this report."
    assert removals(f"{ABOVE}\n{BELOW} {credit} The vote is on Tuesday.") == [(credit, "credit")]
    assert removals(f"{ABOVE}\n{BELOW}\n{credit}\nShare this article") == [
        (credit, "credit"),
        ("Share this article", "boilerplate"),
    ]


DATELINES = [
    "BERLIN, March 3 (Reuters) -",
    "LONDON (AP) —",
    "KYIV, Ukraine —",
    "KYIV —",
    "WASHINGTON, D.C. -",
    "WASHINGTON —",
    "WASHINGTON --",
    "NAIROBI, Kenya (AP) —",
    "Seoul, 12 May (Yonhap) -",
    "MOSCOW, May 5. /TASS/ —",
    "MOSCOW, May 5. /TASS/.",
    "BEIJING, May 5 (Xinhua) --",
    "KYIV/MOSCOW, March 3 (Reuters) -",
    "PORT-AU-PRINCE, Haiti (AP) —",
    "SÃO PAULO, Sept. 9 (AFP) –",
    "NEW YORK, N.Y. (AP) —",
    "ST. LOUIS (AP) —",
    "UNITED NATIONS (AP) —",
    "ABOARD AIR FORCE ONE (AP) —",
    "KINSHASA, Democratic Republic of Congo (AP) —",
    "Moscow (Reuters) -",
    "WASHINGTON March 3 (Reuters) -",
    "BERLIN, Monday, March 3, 2023 (Reuters) –",
    "MOSCOW. Oct 7 (Interfax) -",
    "Goma, DR Congo, Nov 12 (Great Lakes Press) –",
    "WELLINGTON, 22 July (Southern Wire) –",
    "ISLAMABAD:",
    "NEW DELHI:",
    "The Hague (dpa) -",
    "(CNN) —",
    "(Reuters) -",
    "London (CNN)",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_dateline_before_the_first_sentence_is_removed(dateline: str) -> None:
    assert removals(f"{dateline} {ABOVE}\n{BELOW}") == [(dateline, "dateline")]


def test_dateline_before_a_name_with_an_accent_is_removed() -> None:
    assert removals(f"PARIS (AP) — Élise Roe said on Friday that she would not run again.\n{BELOW}") == [
        ("PARIS (AP) —", "dateline")
    ]


def test_dateline_under_headline_and_byline_is_removed() -> None:
    story = f"Mayor backs the dam\nBy Jane Roe\n\nGARLAND (AP) — {ABOVE}\n{BELOW}"
    assert removals(story) == [("By Jane Roe", "byline"), ("GARLAND (AP) —", "dateline")]


def test_date_alone_above_the_story_is_a_dateline() -> None:
    assert removals(f"Friday, January 4, 2019\n\n{ABOVE}") == [("Friday, January 4, 2019", "dateline")]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("acronym before a dash", "NATO — the alliance of 32 states — said on Friday that it would wait."),
        ("acronym before a sentence", "NATO - The alliance, that is - said on Friday that it would wait for it."),
        ("name before a dash", "Rebekah Koffler — a former officer — said that the war would go on."),
        ("label before a dash", "EXCLUSIVE — The mayor said on Friday that she backs the plan."),
        ("place and gloss", "Moscow — Putin's capital — has installed new systems on its roofs."),
        ("member of a party", "Jane Roe (D-Calif.) - a critic of the plan - said that she would vote against it."),
        ("label before a colon", "EXCLUSIVE: The mayor said on Friday that she backs the plan."),
        (
            "speaker in a transcript",
            "MODERATOR: The mayor will now speak to the plan.\nTOLE: Thank you. I back the plan.",
        ),
        ("hyphen in the first word", "Russian-backed forces said on Friday that they would leave."),
        (
            "dash late in the sentence",
            "The mayor of Garland said on Friday — The Post was there — that she would not go.",
        ),
    ],
)
def test_first_sentence_with_a_dash_is_body(case: str, sentence: str) -> None:
    assert removals(f"{sentence}\n{BELOW}") == []


BYLINES = [
    "By Jane Roe",
    "BY JANE ROE",
    "by Jane Roe",
    "By: Jane Roe",
    "By JANE ROE and John Doe, Associated Press",
    "By Jane Roe, John Doe and Ann Tole",
    "By Jane Q. Roe Jr.",
    "By Ludwig van Roe",
    "By Jane Roe | March 3, 2023",
    "By Jane Roe, Staff Writer",
    "By Jane Roe - Garland Post",
    "By Our Foreign Staff",
    "By Reuters Staff",
    "Written by Jane Roe",
    "Jane Roe, Staff Writer",
    "Jane Roe | Associated Press",
    "JANE ROE, AP Diplomatic Writer",
    "Jane Roe and John Doe, Senior Correspondents",
]


@pytest.mark.parametrize("byline", BYLINES)
def test_byline_above_the_story_is_removed(byline: str) -> None:
    assert removals(f"{byline}\n\n{ABOVE}\n{BELOW}") == [(byline, "byline")]
    assert removals(f"Mayor backs the dam\n{byline}\n{ABOVE}\n{BELOW}") == [(byline, "byline")]


@pytest.mark.parametrize(
    "line",
    [
        "By the Numbers",
        "By Any Measure",
        "By Land and Sea",
        "By Friday, Garland Was Under Water",
        "By Jane Roe's account, the water rose in the night.",
        "Jane Roe, the mayor",
        "Jane Roe",
        "War Crimes in Ukraine",
    ],
)
def test_heading_above_the_story_is_no_byline(line: str) -> None:
    assert removals(f"{line}\n{ABOVE}\n{BELOW}") == []


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    story = (
        "GARLAND (AP) — The mayor of Garland said on Friday that she backs the\n"
        "plan to build a dam above the town, and that nobody had spoken\n"
        "against it. In the square, FARMERS SAY the opposite, and they hold\n"
        "MAYOR SAYS DAM IS GOOD FOR ALL OF US\n"
        "as a motto above their heads, as they have done since the plan was\n"
        "first made known.\n\n"
        "Jane Roe in Kyiv and The Associated Press contributed to this\n"
        "report.\n"
    )
    assert removals(story) == [
        ("GARLAND (AP) —", "dateline"),
        ("Jane Roe in Kyiv and The Associated Press contributed to this\nreport.", "credit"),
    ]


def test_paragraphs_and_quotation_marks_are_kept_letter_for_letter() -> None:
    story = f"{ABOVE}\n\n\n  “We ‘need’ it\xa0now,” she said…\t\n\n{BELOW}\n"
    cleaned = clean(Story("s", text=story))
    assert cleaned.text == story
    assert (cleaned.removed, cleaned.repairs) == ((), ())
