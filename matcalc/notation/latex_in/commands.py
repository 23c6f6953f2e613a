"""What each command of LaTeX is in a formula: a letter, a sign, a relation, a face, an accent, or nothing."""

from __future__ import annotations

from matcalc.notation.glyphs import GREEK
from matcalc.notation.latex_in.formula import Face, Fence, Relation, Sign


def _names(words: str) -> list[str]:
    return words.split()


LETTERS = {
    **{name: name for name in GREEK},
    **{f"var{name}": f"var{name}" for name in ("epsilon", "theta", "kappa", "pi", "rho", "sigma", "phi")},
    **{name: name for name in ("omicron", "ell", "hbar", "imath", "jmath", "aleph", "wp", "digamma")},
}
"""Commands that are one letter, and its name."""

FUNCTIONS = frozenset(
    _names(
        "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim ker max min sup inf "
        "lim limsup liminf arg deg gcd hom Pr tr Tr trace diag vect sign sgn rank softmax sigmoid relu ReLU argmin "
        "argmax Var Cov vecop erf"
    )
)
"""Functions with a command of their own, and those for which nearly every document of the field defines one."""

BOLD_WORDS = FUNCTIONS | {"vec", "softplus", "logsoftmax", "LSE", "logsumexp", "norm", "sech"}
"""Words that are one name in bold type too, where other letters side by side are a product."""

FACES = {
    **dict.fromkeys(("mathbf", "boldsymbol", "bm", "mathbfit", "symbf", "symbfit", "pmb", "mathbfsf", "vb"), Face.BOLD),
    **dict.fromkeys(("bold", "mathbold"), Face.BOLD),
    **dict.fromkeys(("mathcal", "mathscr", "mathfrak", "symcal"), Face.SCRIPT),
    **dict.fromkeys(("mathbb", "mathds", "mathbbm", "symbb", "Bbb"), Face.DOUBLE),
    **dict.fromkeys(("mathrm", "mathsf", "mathtt", "symrm", "symsf", "mathup", "rmfamily"), Face.ROMAN),
    **dict.fromkeys(("mathit", "mathnormal", "symit"), Face.PLAIN),
}
"""Commands that set what follows in a face."""

DECLARATIONS = {
    **dict.fromkeys(("bf", "bfseries", "boldmath"), Face.BOLD),
    **dict.fromkeys(("rm", "sf", "tt"), Face.ROMAN),
    **dict.fromkeys(("cal", "scr", "frak"), Face.SCRIPT),
    "it": Face.PLAIN,
}
"""Commands that set the rest of their braces in a face."""

WORD_FACES = {
    **dict.fromkeys(("mathrm", "mathsf", "mathtt", "symrm", "symsf", "mathup"), Face.ROMAN),
    "mathit": Face.PLAIN,
}
"""Faces in which letters side by side are one word."""

TEXTS = {
    **dict.fromkeys(
        ("text", "textrm", "textnormal", "textup", "textsf", "texttt", "mbox", "hbox", "textsc"), Face.ROMAN
    ),
    "textbf": Face.BOLD,
    "textit": Face.PLAIN,
    "emph": Face.PLAIN,
}
"""Commands whose argument is words."""

ACCENTS = {
    **{name: name for name in ("hat", "tilde", "bar", "dot", "ddot", "vec", "check", "breve", "acute", "grave")},
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "bar",
    "mathring": "ring",
    "overrightarrow": "vec",
    "widecheck": "check",
}
"""Accents, by the command for them."""

SIGNS = {
    "cdot": Sign.DOT,
    "bullet": Sign.DOT,
    "odot": Sign.ENTRYWISE,
    "circ": Sign.ENTRYWISE,
    "bigodot": Sign.ENTRYWISE,
    "otimes": Sign.KRON,
    "times": Sign.TIMES,
    "div": Sign.OVER,
    "slash": Sign.OVER,
    "oslash": Sign.ENTRYWISE_OVER,
    "colon": Sign.COLON,
    "top": Sign.TRANSPOSE,
    "intercal": Sign.TRANSPOSE,
    "transp": Sign.TRANSPOSE,
    "ast": Sign.STAR,
    "star": Sign.STAR,
    "prime": Sign.PRIME,
    **dict.fromkeys(("ldots", "cdots", "dots", "vdots", "ddots", "dotsc", "dotsb", "dotsm", "dotso"), Sign.LEFT_OUT),
    **dict.fromkeys(("dagger", "dag"), Sign.DAGGER),
    **dict.fromkeys(("mid", "vert"), Sign.BAR),
    "infty": Sign.INFINITY,
    "partial": Sign.PARTIAL,
    "nabla": Sign.NABLA,
    "sum": Sign.SUM,
    "prod": Sign.PRODUCT,
    **dict.fromkeys(("square", "Box", "boxempty", "Square"), Sign.HOLE),
    **dict.fromkeys(
        _names(
            "pm mp cap cup setminus wedge vee land lor neg lnot forall exists nexists emptyset varnothing oplus "
            "ominus int oint iint bigoplus bigotimes bigcup bigcap coprod Re Im angle bot amalg diamond triangle "
            "bigtriangleup triangledown backslash ddagger smile checkmark blacksquare bigstar lozenge clubsuit "
            "uplus sqcup sqcap ltimes rtimes bowtie boxtimes boxplus boxdot circledast surd natural flat sharp qed "
            "therefore because And"
        ),
        Sign.OTHER,
    ),
}
"""Commands that are one sign."""

RELATIONS = {
    **dict.fromkeys(("equiv", "eq"), Relation.EQUAL),
    **dict.fromkeys(("coloneqq", "coloneq", "triangleq", "doteq", "eqdef", "defeq"), Relation.DEFINED),
    **dict.fromkeys(("approx", "simeq", "cong", "approxeq", "thickapprox"), Relation.ABOUT),
    **dict.fromkeys(("propto", "varpropto"), Relation.PROPORTIONAL),
    "in": Relation.IN,
    **dict.fromkeys(("to", "rightarrow", "longrightarrow", "mapsto", "longmapsto"), Relation.ARROW),
    **dict.fromkeys(_names("gt ge geq geqslant geqq"), Relation.GREATER),
    **dict.fromkeys(_names("lt le leq leqslant leqq"), Relation.LESS),
    **dict.fromkeys(("ne", "neq"), Relation.UNEQUAL),
    "succ": Relation.DEFINITE,
    **dict.fromkeys(("succeq", "succcurlyeq"), Relation.SEMIDEFINITE),
    **dict.fromkeys(
        _names(
            "ll gg sim nsim asymp subset subseteq supset supseteq "
            "notin ni prec preceq parallel vdash models hookrightarrow leftrightarrow uparrow downarrow "
            "nearrow searrow lesssim gtrsim eqqcolon perp leftarrow gets nmid subsetneq rightharpoonup "
            "rightleftharpoons"
        ),
        Relation.OTHER,
    ),
}
"""Commands that stand between two members of a chain."""

IMPLIES = frozenset(
    _names("implies impliedby iff Rightarrow Leftarrow Leftrightarrow Longrightarrow Longleftrightarrow Longleftarrow")
)
"""Commands between two statements."""

FENCES = {
    "(": (Fence.ROUND, True),
    ")": (Fence.ROUND, False),
    "[": (Fence.SQUARE, True),
    "]": (Fence.SQUARE, False),
    **dict.fromkeys(("lbrack",), (Fence.SQUARE, True)),
    **dict.fromkeys(("rbrack",), (Fence.SQUARE, False)),
    **dict.fromkeys((r"\{", "lbrace"), (Fence.CURLY, True)),
    **dict.fromkeys((r"\}", "rbrace"), (Fence.CURLY, False)),
    "langle": (Fence.ANGLE, True),
    "rangle": (Fence.ANGLE, False),
    "lfloor": (Fence.FLOOR, True),
    "rfloor": (Fence.FLOOR, False),
    "lceil": (Fence.CEILING, True),
    "rceil": (Fence.CEILING, False),
    "lvert": (Fence.BAR, True),
    "rvert": (Fence.BAR, False),
    "lVert": (Fence.DOUBLE_BAR, True),
    "rVert": (Fence.DOUBLE_BAR, False),
    "lgroup": (Fence.ROUND, True),
    "rgroup": (Fence.ROUND, False),
}
"""Brackets: what they are, and whether they open."""

BARS = {"|": Fence.BAR, "vert": Fence.BAR, r"\|": Fence.DOUBLE_BAR, "Vert": Fence.DOUBLE_BAR}
"""Brackets that look the same where they open and where they close."""

OPENING_SIZES = frozenset(_names("bigl Bigl biggl Biggl"))
CLOSING_SIZES = frozenset(_names("bigr Bigr biggr Biggr"))
SIZES = frozenset(_names("big Big bigg Bigg bigm Bigm biggm Biggm"))

TABLES = {
    **dict.fromkeys(("bmatrix", "bmatrix*", "bsmallmatrix"), Fence.SQUARE),
    **dict.fromkeys(("pmatrix", "pmatrix*", "psmallmatrix"), Fence.ROUND),
    **dict.fromkeys(("matrix", "smallmatrix", "array"), Fence.NONE),
    "vmatrix": Fence.BAR,
    "Vmatrix": Fence.DOUBLE_BAR,
    "Bmatrix": Fence.CURLY,
}
"""Environments that are a table in brackets."""

ALIGNED = frozenset(
    name + star
    for name in _names(
        "aligned split gathered alignedat align alignat flalign equation gather multline eqnarray displaymath math "
        "dmath multlined"
    )
    for star in ("", "*")
)
"""Environments whose rows are equations."""

UNREAD = frozenset(_names("cases cases* dcases dcases* rcases drcases CD tikzpicture tikzcd tabular subarray"))
"""Environments that are known and not read."""

WIDTHS = {",": 3, ":": 4, ">": 4, ";": 5, " ": 6, "quad": 18, "qquad": 36, "enspace": 9, "thickspace": 5, "hfill": 36}
"""Spaces, in eighteenths of a quad."""

UNREAD_COMMANDS = frozenset(
    _names(
        "binom dbinom tbinom choose atop cancel bcancel xcancel cancelto sideset overleftarrow overleftrightarrow verb "
        "input include write immediate openin read catcode csname expandafter newif loop usepackage special directlua "
        "includegraphics item section newenvironment newtheorem url xrightarrow xleftarrow accentset"
    )
)
"""Commands that are known and not read."""

IGNORED = frozenset(
    _names(
        "! thinspace medspace negthinspace negmedspace negthickspace displaystyle textstyle scriptstyle "
        "scriptscriptstyle limits nolimits displaylimits mathstrut strut nonumber notag allowbreak nobreak relax "
        "noindent mathop mathrel mathbin mathord mathopen mathclose mathpunct mathinner ensuremath smash small "
        "large Large footnotesize scriptsize normalsize tiny huge centering begingroup endgroup hline par protect "
        "unboldmath normalfont smallskip medskip bigskip nopagebreak break - / leavevmode fbox mathclap mathllap "
        "mathrlap clap llap rlap"
    )
)
"""Commands that change nothing that counts; what follows stays."""

DROPPED = frozenset(
    _names(
        "phantom hphantom vphantom color label tag vspace textcolor colorbox "
        "cref intertext shortintertext ref eqref cite footnote style class cssId href htmlClass raisebox "
        "hypertarget index"
    )
)
"""Commands that are left out together with their first argument; what stands after that stays."""
