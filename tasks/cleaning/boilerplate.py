"""What a page or an agency wraps around a story: offers, buttons, notices, captions."""

import re
from collections.abc import Iterator, Sequence

from tasks.cleaning.lines import Line, any_of, joined, sentences, spaced
from tasks.records import Removal, Span

# A line that is nothing but one of these.
_BUTTONS = [
    "advertisement", "advertisements", "advertising", "ad", "ads", "sponsored", "sponsored content", "paid content",
    "promoted", "scroll to continue", "continue reading", "continue reading below", "story continues", "skip ad",
    "advertisement - story continues below", "story continues below advertisement", "article continues below",
    "article continues after ad", "article continues below advertisement", "story continues below", "scroll down",
    "share", "share this", "share this article", "share this story", "share on facebook", "share on twitter",
    "share on x", "share on whatsapp", "share via email", "share this page", "share article", "share options",
    "tweet", "tweet this", "email", "email this", "e-mail", "print", "print this", "save", "save article",
    "bookmark", "copy link", "link copied", "copy", "facebook", "twitter", "instagram", "whatsapp", "telegram",
    "linkedin", "reddit", "pinterest", "youtube", "tiktok", "flipboard", "messenger", "pocket", "like", "follow",
    "following", "comment", "comments", "leave a comment", "view comments", "show comments", "post a comment",
    "add a comment", "join the conversation", "no comments", "loading", "loading…", "loading...", "menu", "home",
    "search", "skip to content", "skip to main content", "close", "skip to navigation", "back to top", "top",
    "next", "previous", "next article", "previous article", "more", "show more", "load more", "view more",
    "see all", "view all", "subscribe", "subscribe now", "subscribe today", "sign in", "sign up", "log in", "login",
    "register", "my account", "newsletter", "newsletters", "donate", "donate now", "support us", "contact us",
    "about us", "privacy policy", "terms of use", "terms of service", "terms and conditions", "cookie policy",
    "accept", "accept all", "accept cookies", "accept all cookies", "reject all", "manage preferences",
    "cookie settings", "got it", "i agree", "ok", "listen", "listen to this article", "listen to this story",
    "listen to article", "play", "play video", "pause", "mute", "unmute", "play audio", "watch video",
    "video player", "audio player", "video unavailable", "image", "photo", "photos", "video", "gallery",
    "view gallery", "enlarge image", "toggle caption", "hide caption", "getty images", "getty", "shutterstock",
    "istock", "ap photo", "file photo", "file image", "file", "afp via getty images", "reuters photo",
    "breaking news", "topics", "tags", "your browser does not support the video tag", "thanks for reading",
    "thank you for reading", "report a typo", "report an error", "send a news tip", "corrections",
    "republish this story",
]  # fmt: skip
# How a sentence begins that asks the reader for something; sentences of the body do not address the reader so.
_OFFERS = [
    "click here to", "click here for", "click here", "click on the", "click the link", "tap here", "tap to",
    "click to", "sign up for", "sign up to", "sign up now", "sign up here", "signup for", "subscribe to",
    "subscribe now", "subscribe today", "subscribe for", "subscribe here", "already a subscriber",
    "not a subscriber", "become a subscriber", "become a member", "to continue reading", "to read the full",
    "register for free", "register now", "create a free account", "create an account", "log in to", "sign in to",
    "follow us on", "follow us at", "follow us", "follow him on", "follow her on", "follow them on", "follow me on",
    "follow the latest", "follow live", "follow our", "follow ap's", "follow along", "like us on", "find us on",
    "join us on", "join our", "join the conversation", "join the discussion", "download the", "download our",
    "get the app", "get our", "get the latest", "get breaking news", "get more news", "get news alerts",
    "get unlimited access", "get full access", "stay up to date with", "stay informed", "stay connected",
    "start your day with", "want to read more", "for more stories like this", "for more news", "for more on this",
    "for more information, visit", "for the latest news", "for more coverage", "support our journalism",
    "support independent journalism", "support quality journalism", "please support", "please consider",
    "donate to", "make a donation", "we rely on readers", "thank you for reading", "thanks for reading",
    "you have reached your", "you've reached your", "you have read your", "this article is for subscribers",
    "this content is for subscribers", "this story is for subscribers", "unlock this article", "enable javascript",
    "please enable", "we use cookies", "this site uses cookies", "this website uses cookies", "by clicking accept",
    "by clicking submit", "by clicking sign up", "by signing up, you", "by signing up you", "by subscribing, you",
    "by subscribing you", "by submitting this", "by submitting your", "by continuing to use this",
    "by using this site, you", "learn more about our", "want more stories", "want more news", "our privacy policy",
    "read our privacy", "this site is protected by recaptcha", "check your inbox", "enter your email",
    "your email address", "share your thoughts", "let us know", "tell us what you think", "have a tip", "got a tip",
    "do you have a story", "send us a tip", "send tips", "email the reporter", "contact the reporter",
    "contact the author", "story tips can be sent", "has been reached for comment via", "listen to the podcast",
    "watch the video above", "watch the full", "see the video", "view this post on", "see this post",
    "a post shared by", "more must-reads", "more top stories", "find out more", "this is a breaking news story",
    "this is a developing story", "this story is developing", "check back for updates",
]  # fmt: skip
# How a caption begins: the whole line is one.
_CAPTIONS = [
    "file -", "file —", "file –", "file --", "file photo", "file image", "photo:", "photos:", "photo by",
    "photo credit", "photo courtesy", "photograph:", "photograph by", "picture:", "pictured:", "image:",
    "image credit", "image source", "image caption", "media caption", "video caption", "caption:", "credit: getty",
    "video:", "graphic:", "illustration:", "illustration by", "in this file photo", "this photo provided",
    "this image provided", "handout photo", "in this photo provided", "in this photo released",
    "in this photo taken", "in this image taken", "in this image provided", "in this image from", "editor's note",
    "(photo", "[photo", "(image", "[image", "(file photo", "(ap photo", "[ap photo", "(video", "getty images",
    "ap photo/", "reuters/", "screenshot:", "screengrab",
]  # fmt: skip

_BUTTON = spaced(rf"[^\w\"']*{any_of(_BUTTONS)}[^\w\"'.?]*")
_OFFER = spaced(rf"[^\w\"']*{any_of(_OFFERS)}(?!\w)")
_CAPTION = spaced(rf"[^\w\"'(\[]*{any_of(_CAPTIONS)}")
_PHOTO_AGENCY = (
    r"(?:AP|Associated Press|Reuters|REUTERS|AFP|EPA|EPA-EFE|UPI|Getty(?: Images)?|Shutterstock|Xinhua|TASS|NASA|Pool)"
)
_PHOTO_CREDIT = spaced(
    rf"(?:[(\[](?:{_PHOTO_AGENCY} ?(?:Photo|/|via|file)|{_PHOTO_AGENCY} Images|Getty Images|Photos? (?:by|:|courtesy)"
    rf"|(?:Image|Photo|Picture) ?(?:credit|source|:)|Courtesy (?:of|photo)|Handout|File photo|[A-Z][^()\[\]/]{{2,50}}?"
    rf" ?/ ?(?:The )?{_PHOTO_AGENCY})[^()\[\]]{{0,100}}[)\]]"
    rf"|(?:Photograph|Photo|Picture|Image|Credit): [^.!?\"]{{2,60}}"
    rf"|(?:{_PHOTO_AGENCY}|[A-Z]\w+) via (?:Getty Images|AP|Reuters|AFP)|REUTERS/[A-Z][\w .-]{{2,40}}"
    rf"|[\w.'-]{{2,30}} [\w.'-]{{2,30}} ?[|/] ?(?:AP Photo|Getty Images|Reuters|AFP)[^.!?\"]{{0,40}})[.]?$",
    0,
)
_IN_PHOTO_CREDITS = ("(", "[", ":", "/", "|", "via")  # most lines end without any of them
_PUBLISHED = spaced(
    r"(?:(?:first |last |date )?(?:published|updated|posted|modified|last updated)(?: on| at)?:? .{0,40}\d.{0,40}"
    r"|\d{1,2} ?min(?:ute)?s? ?(?:read|listen|watch)?|(?:read|reading) time:? .{1,20}|\d+ (?:minutes?|hours?|days?) ago"
    r"|\d+ (?:comments?|shares?|views?|likes?))[.]?"
)
_DECORATION = re.compile(r"[\W_]{3,}|•")
_SPOKEN = re.compile(r"\b(?:said|says|told|asked|added|wrote|warned|according|replied|urged)\b|\"", re.IGNORECASE)
_LONGEST_CREDIT = 200  #: characters in which a photo credit at the end of a caption must fit
_LONGEST_CAPTION = 900  #: characters
_LONGEST_NOTICE = 400  #: characters


def find_boilerplate(lines: Sequence[Line]) -> Iterator[Removal]:
    """Lines that are boilerplate, and offers that are glued to the end of a paragraph."""
    for line in lines:
        for start, end in joined(_boilerplate(line.plain), line.plain):
            yield Removal(line.start + start, line.start + end, "boilerplate")


def _boilerplate(plain: str) -> list[Span]:
    if _is_button(plain) or _is_caption(plain) or _is_notice(plain):
        return [(0, len(plain))]
    offers: list[Span] = []
    for start, end in reversed(sentences(plain)):
        if not _is_offer(plain[start:end]):
            break
        offers.insert(0, (start, end))
    return offers


def _is_button(plain: str) -> bool:
    if len(plain) > 100:
        return False
    return bool(_BUTTON.fullmatch(plain) or _PUBLISHED.fullmatch(plain) or _is_decoration(plain))


def _is_decoration(plain: str) -> bool:
    # A line of marks only: `___`, `* * *`, `###`. Quotation marks and dots may be speech that is left out.
    return bool(_DECORATION.fullmatch(plain)) and not set("\"'.…?!") & set(plain)


def _is_caption(plain: str) -> bool:
    if len(plain) > _LONGEST_CAPTION:
        return False
    return bool(_CAPTION.match(plain)) or _ends_in_photo_credit(plain)


def _ends_in_photo_credit(plain: str) -> bool:
    tail = max(0, len(plain) - _LONGEST_CREDIT)
    return any(sign in plain[tail:] for sign in _IN_PHOTO_CREDITS) and bool(_PHOTO_CREDIT.search(plain, tail))


def _is_notice(plain: str) -> bool:
    return len(plain) <= _LONGEST_NOTICE and _is_offer(plain)


def _is_offer(sentence: str) -> bool:
    return bool(_OFFER.match(sentence)) and not _SPOKEN.search(sentence)
