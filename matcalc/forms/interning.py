"""Interning: building the same node twice gives the same object, so equality is identity."""

from threading import Lock
from typing import Any, ClassVar, Self
from weakref import WeakValueDictionary


class Interned(type):
    """Metaclass of immutable dataclasses of which equal instances are one object.

    The constructor may refuse and never rewrites; it runs where no equal instance is known. The table holds its
    objects weakly.
    """

    _lock: ClassVar[Lock] = Lock()
    _known: ClassVar[WeakValueDictionary[tuple[Any, ...], Any]] = WeakValueDictionary()

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        names: tuple[str, ...] = cls.__match_args__  # type: ignore[attr-defined]  # set by @dataclass
        if len(args) == len(names) and (known := Interned._known.get((cls, *args))) is not None:
            return known  # most are there already, and to make one is to work out its shape
        made = super().__call__(*args, **kwargs)
        key = (cls, *[getattr(made, name) for name in names])
        with Interned._lock:  # setdefault of a weak dictionary is not one operation
            return Interned._known.setdefault(key, made)


class OnlyOne(metaclass=Interned):
    """Base of what is interned: a frozen, slotted dataclass compared by identity."""

    __slots__ = ("__weakref__",)

    def __repr__(self) -> str:
        """The call that makes it."""
        fields: tuple[str, ...] = type(self).__match_args__  # type: ignore[attr-defined]  # set by @dataclass
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in fields)})"

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Copies and pickles go through the constructor, so that an equal instance stays one object."""
        fields: tuple[str, ...] = type(self).__match_args__  # type: ignore[attr-defined]  # set by @dataclass
        return type(self), tuple(getattr(self, name) for name in fields)
