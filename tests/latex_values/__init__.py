"""What lines of the corpus are worth, by hand in NumPy: each by its id, with the shapes of its names."""

from tests.latex_values.courses import COURSES
from tests.latex_values.identities import IDENTITIES
from tests.latex_values.nielsen import NIELSEN
from tests.latex_values.posts import POSTS
from tests.latex_values.textbooks import TEXTBOOKS

ROWS = (*NIELSEN, *COURSES, *TEXTBOOKS, *IDENTITIES, *POSTS)

__all__ = ["IDENTITIES", "ROWS"]
