"""What is wrong with a drawing, by its geometry alone: what lies on what, and what is beyond the edge."""

from itertools import combinations

from matcalc.documents.drawing import Outline

SAMPLES = 24
INSIDE = 1.0
"""How far a line may go into a box, or a letter over an edge: what two roundings make."""


def box(shape):
    """Left, top, right, bottom."""
    return (
        shape.x - shape.width / 2,
        shape.y - shape.height / 2,
        shape.x + shape.width / 2,
        shape.y + shape.height / 2,
    )


def label_box(label):
    """The room of the letters of a label, without what rises above a small letter and hangs below it."""
    return label.x - label.width / 2, label.y - label.size * 0.3, label.x + label.width / 2, label.y + label.size * 0.3


def overlap(first, second):
    """Whether two boxes have more than a rim in common."""
    return (
        min(first[2], second[2]) - max(first[0], second[0]) > INSIDE
        and min(first[3], second[3]) - max(first[1], second[1]) > INSIDE
    )


def points_on(stroke):
    """Points on a line, the ends of its pieces among them."""
    last = stroke.start
    yield last
    for piece in stroke.pieces:
        for step in range(1, SAMPLES + 1):
            at = step / SAMPLES
            rest = 1 - at
            if len(piece) == 1:
                weights, corners = (rest, at), (last, *piece)
            else:
                weights, corners = (rest**3, 3 * rest**2 * at, 3 * rest * at**2, at**3), (last, *piece)
            yield tuple(sum(w * corner[axis] for w, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
        last = piece[-1]


def enters(point, frame):
    """Whether a point is inside a box."""
    return frame[0] + INSIDE < point[0] < frame[2] - INSIDE and frame[1] + INSIDE < point[1] < frame[3] - INSIDE


def faults(drawing):
    """What is wrong, in words."""
    found = []
    nodes = [shape for shape in drawing.shapes if shape.outline not in (Outline.DOT, Outline.RING)]
    for first, second in combinations(nodes, 2):
        if overlap(box(first), box(second)):
            found.append(f"nodes at {first.x:.0f}, {first.y:.0f} and {second.x:.0f}, {second.y:.0f}")
    for first, second in combinations(drawing.labels, 2):
        if overlap(label_box(first), label_box(second)):
            found.append(f"labels {first.of} and {second.of} at {first.x:.0f}, {first.y:.0f}")
    for label in drawing.labels:
        for node in nodes:
            is_own = (label.x, label.y) == (node.x, node.y)
            if is_own and label.width > node.width:
                found.append(f"the label {label.of} is wider than its node")
            if not is_own and overlap(label_box(label), box(node)):
                found.append(f"label {label.of} on the node at {node.x:.0f}, {node.y:.0f}")
    frames = [("node", box(node)) for node in nodes]
    frames += [("label", label_box(label)) for label in drawing.labels]
    for stroke in drawing.strokes:
        points = list(points_on(stroke))
        found += [
            f"a line over the {what} at {frame}"
            for what, frame in frames
            if any(enters(point, frame) for point in points)
        ]
    for left, top, right, bottom in [*map(box, drawing.shapes), *map(label_box, drawing.labels)]:
        if left < 0 or top < 0 or right > drawing.width or bottom > drawing.height:
            found.append(f"beyond the edge: {left:.0f}, {top:.0f}, {right:.0f}, {bottom:.0f}")
    return found
