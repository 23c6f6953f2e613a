"""What stands where in a PDF file, read back from its bytes."""

from unicodedata import normalize

import pypdfium2

MARGIN = 20 / 25.4 * 72
"""In points, at the left and the right; the foot of a page stands in the lower one."""
LEAST = 5 / 25.4 * 72
"""How far from an edge of the paper everything is."""
SLACK = 2.0


def pages(data):
    """The text of each page, letters of mathematics as plain ones."""
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    return [normalize("NFKC", text).replace("\r", "") for text in texts]


def squeezed(text):
    """Text without white space, for what is broken over lines."""
    return "".join(text.split())


def outside(data):
    """What reaches over the margins at the left or the right, or up to the edge of the paper: page and place."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        width, height = page.get_size()
        for thing in page.get_objects(max_depth=5):
            left, bottom, right, top = thing.get_bounds()
            is_beside = left < MARGIN - SLACK or right > width - MARGIN + SLACK
            if is_beside or bottom < LEAST or top > height - LEAST:
                found.append((number, round(left), round(bottom), round(right), round(top)))
    return found
