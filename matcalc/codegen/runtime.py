"""Where generated code runs: what it finds under its names, and what becomes of arrays on their way in and out."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from matcalc.codegen.backends import Backend
from matcalc.codegen.helpers import BUILTINS
from matcalc.errors import InputError


class NotNumbersError(TypeError):
    """What was passed is no array of numbers."""


class Runtime(ABC):
    """A library of arrays at work. singular: what its solver raises for a singular matrix. refusals: what the library
    raises for arrays that it can not compute with, of two types or on two devices.
    """

    singular: tuple[type[Exception], ...] = ()
    refusals: tuple[type[Exception], ...] = ()

    @property
    @abstractmethod
    def modules(self) -> dict[str, Any]:
        """The modules by the names that the code has for them."""

    @abstractmethod
    def array(self, value: object) -> Any:
        """An array of real or complex numbers. Raises NotNumbersError, and ValueError for rows of unequal lengths."""

    @abstractmethod
    def is_complex(self, array: Any) -> bool:
        """Whether the numbers of an array are complex."""

    @abstractmethod
    def own(self, value: Any) -> Any:
        """A result as an array that is nobody else's."""

    def namespace(self) -> dict[str, Any]:
        """What the code finds: the modules, and of Python what loops and helpers call."""
        return {**self.modules, "math": math, "__builtins__": BUILTINS}


class NumpyRuntime(Runtime):
    """Arrays become float64, or complex128 where they are complex."""

    singular = (np.linalg.LinAlgError,)

    @property
    def modules(self) -> dict[str, Any]:
        return {"np": np, "sliding_window_view": np.lib.stride_tricks.sliding_window_view}

    def array(self, value: object) -> Any:
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            raise NotNumbersError(f"{type(value).__name__} of {array.dtype}")
        return array.astype(np.complex128 if self.is_complex(array) else np.float64, copy=False)

    def is_complex(self, array: Any) -> bool:
        return bool(array.dtype.kind == "c")

    def own(self, value: Any) -> Any:
        kind = np.complex128 if np.iscomplexobj(value) else np.float64
        return np.array(value, dtype=kind)[()]


class JaxRuntime(Runtime):
    """Arrays keep their type; what is traced passes through."""

    def __init__(self) -> None:
        self._jax = _imported("jax", "JAX")
        self._numpy = import_module("jax.numpy")

    @property
    def modules(self) -> dict[str, Any]:
        return {"jax": self._jax, "jnp": self._numpy}

    def array(self, value: object) -> Any:
        if value is None:
            raise NotNumbersError("None")
        try:
            array = self._numpy.asarray(value)
        except TypeError:
            raise NotNumbersError(type(value).__name__) from None
        if self.is_complex(array):
            raise NotNumbersError("complex ones, and takes real ones only")
        if array.dtype.kind not in "biufV":  # bfloat16 is of kind V
            raise NotNumbersError(f"{type(value).__name__} of {array.dtype}")
        return array if array.dtype.kind in "fV" else array.astype(float)

    def is_complex(self, array: Any) -> bool:
        return bool(array.dtype.kind == "c")

    def own(self, value: Any) -> Any:
        return self._numpy.asarray(value)


class TorchRuntime(Runtime):
    """Tensors keep their type and device; other numbers become float64."""

    def __init__(self) -> None:
        self._torch = _imported("torch", "PyTorch")
        self.singular = (self._torch.linalg.LinAlgError,)
        self.refusals = (RuntimeError,)

    @property
    def modules(self) -> dict[str, Any]:
        return {"torch": self._torch}

    def namespace(self) -> dict[str, Any]:
        """Parts of PyTorch are imported when they are first called, in the name of what calls them."""
        return {**super().namespace(), "__builtins__": {**BUILTINS, "__import__": __import__}}

    def array(self, value: object) -> Any:
        if isinstance(value, self._torch.Tensor):
            if value.is_complex():
                raise NotNumbersError("complex ones, and takes real ones only")
            return value if value.is_floating_point() else value.double()
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise NotNumbersError("complex ones, and takes real ones only")
        if array.dtype.kind not in "biuf":
            raise NotNumbersError(f"{type(value).__name__} of {array.dtype}")
        return self._torch.as_tensor(array if array.dtype.kind == "f" else array.astype(np.float64))

    def is_complex(self, array: Any) -> bool:
        return bool(array.is_complex())

    def own(self, value: Any) -> Any:
        return self._torch.as_tensor(value).clone()


_RUNTIMES: dict[str, Callable[[], Runtime]] = {"np": NumpyRuntime, "jnp": JaxRuntime, "torch": TorchRuntime}


def runtime_of(backend: Backend) -> Runtime:
    """Raises InputError where the library is not installed."""
    return _RUNTIMES[backend.module]()


def _imported(module: str, called: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        message = f"{called} is not installed; the code alone can be had without it: .code({module!r})"
        raise InputError(message) from None
