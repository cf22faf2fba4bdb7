"""Lists of words that the sentence rules go by; all in lower case, without the full stop."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Always followed by a name or a number.
BEFORE_NAMES = _words("""
    mr mrs ms mx dr prof rev fr hon messrs mme mlle msgr mt ste
    gen lt col sgt capt cpt cmdr cdr adm maj cpl pvt pfc brig ens msgt ssgt supt det insp
    sen sens rep reps gov govs pres sec atty asst amb del
    vs v viz cf ca approx fig figs eq pp art vol ed eds nos
    """)

#: Followed by a number, or else not an abbreviation.
BEFORE_NUMBERS = _words("no p ch jan feb mar apr jun jul aug sep sept oct nov dec")

#: The time of day, and what may belong to it: `5 p.m. Monday`, `9 a.m. EDT`.
HOURS = _words("a.m p.m")
AFTER_HOURS = _words("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    eastern central mountain pacific greenwich gmt utc bst cet cest eet eest msk ist jst kst hkt sgt sast wat eat
    et est edt ct cst cdt mt mst mdt pt pst pdt aest aedt nzst nzdt
    """)

#: May stand at the end of a sentence as well as inside one.
ANYWHERE = _words("""
    inc corp co ltd llc plc bros cos mfg intl dept univ assn
    jr sr esq ph.d phd m.d b.a m.a etc ave blvd rd hwy bldg apt
    ala ariz ark calif colo conn fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev
    okla ore pa penn tenn tex va vt wash wis wyo
    mon tue tues wed thu thur thurs fri sat sun
    u.s u.k u.n e.u d.c a.m p.m b.c a.d
    """)

#: Followed by a name, or at the end of a sentence: `St. John`, `on Main St. The`.
BEFORE_NAMES_OR_LAST = _words("st ft al")

#: Never the end of a sentence.
NEVER_LAST = _words("e.g i.e")

#: A capital on one of these after an abbreviation starts a sentence: they are hardly ever part of a name.
STARTERS = _words("""
    the a an this that these those such
    he she it they we you i his her its their our my your who what when where why how which whose
    there here but and or so yet nor if as at by for from in on of to with without within after before until
    since because although though while unless despite during under over between among against about
    however meanwhile moreover also then now still instead later earlier today yesterday tomorrow
    some many most several all both each every any few none another other others one two three
    is are was were has have had do does did not according asked
    """)

#: Verbs that attribute a quotation to the words before them.
CUES = _words("""
    said says say told tells asked asks added adds replied replies wrote writes tweeted posted shouted cried
    yelled screamed whispered declared announced insisted argued explained warned noted recalled
    concluded continued responded answered exclaimed joked quipped remarked stated claimed complained chanted
    demanded pleaded mused wondered snapped countered retorted interjected inquired thundered
    """)

#: After a cue, these begin what is said: the clause is a sentence of its own.
REPORTING = _words("that the he she it they there his her their its a an this these we i")

#: Names that carry an exclamation or question mark.
MARKED_NAMES = _words("yahoo! jeopardy! oklahoma! yum! which?")
