# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a model that lives in Python as a space that Morphoscope opens.

One file; it needs torch, and numpy where there are samples. Put it beside your own script:

    from export_space import export_space

    export_space(generator, "faces", latent_size=100)                      # a decoder alone

    export_space(vae.decode, "digits", latent_size=32,                     # modules, or methods of one
                 encoder=vae.encode,                                       # gives z, or mean and log-variance
                 samples=pictures,                                         # n x c x h x w or n x h x w x c
                 labels={"digit": digits, "held out": is_test})            # or a CSV file

    export_space(generator, "animals", latent_size=128,                    # what goes in beside z gets a control
                 inputs={"label": ["cat", "dog"], "strength": (0, 1)})

    export_space(synthesis, "faces", latent_size=512, mapping=mapping)     # sliders in w, truncation, as in StyleGAN

From weights alone (a state dict), make the module first:

    decoder = MyDecoder()
    decoder.load_state_dict(torch.load("weights.pt", map_location="cpu", weights_only=True))

What is written is checked: the file must give what the module gives, for several numbers of points at a time.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import inspect
import itertools
import json
import math
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

__all__ = ["ExportError", "export_space"]

LARGEST_LATENT = 4096
LARGEST_SIDE = 1024
MOST_INPUTS, MOST_CLASSES, END_OF_SEEDS, MOST_NOISE = 16, 100_000, 2**24, 2**24
BATCHES = (2, 1, 5)  # tried with every file; the first one is traced

# Operators of today's PyTorch that Debian 12's engine (LibTorch 1.13) lacks and that decoders use.
NEWER_OPERATORS = ("aten::scaled_dot_product_attention", "aten::rms_norm", "aten::_safe_softmax", "aten::_unsafe_index",
                   "aten::_native_batch_norm_legit", "aten::_scaled_dot_product", "aten::_fused_rms_norm",
                   "aten::_upsample_lanczos", "aten::broadcast_shapes", "aten::empty_permuted")


class ExportError(ValueError):
    """Says what is wrong with what was given, and what to do."""


def export_space(decoder, out, latent_size, encoder=None, samples=None, labels=None, latents=None, *,
                 inputs=None, mapping=None, mapping_size=None, fixed=None, picture=None, picture_range=None, encoder_range=None, samples_range=None,
                 prior="normal", latent_names=None, name=None, description="", licence="", batch=64,
                 overwrite=False):
    """Writes the folder `out`, whole or not at all, and returns its path.

    decoder        module, method of a module, or function: n x size (or n x size x 1 x 1) to n x channels x height x
                   width, 1 or 3 channels, float or uint8
    latent_size    1 to 4096
    encoder        the same kinds: pictures, as float in `encoder_range`, to z, or to mean and log-variance
    samples        pictures of the decoder's size: n x c x h x w, n x h x w x c or n x h x w; uint8, or float in
                   `samples_range`
    labels         {"column": n values} (None and NaN are unknown), a data frame, or the path of a CSV file
    latents        n x size; without them the encoder makes them of the samples
    inputs         other arguments of the decoder that get a control, by name: {"label": ["cat", "dog"]} or a number of
                   classes (n whole numbers go in), {"label": {"kind": "class", "names": […], "form": "one-hot"}},
                   {"strength": (low, high, default)} (n numbers), {"noise": {"kind": "noise", "shape": (1, 8, 8)}}
    mapping        draws of the prior, n x mapping_size (latent_size unless given), to latents, n x latent_size: the
                   decoder and the sliders then work in w
    fixed          other arguments of the decoder that stay as they are: {"label": torch.tensor([3]), "noise_mode":
                   "const"}; a tensor whose first size is 1 is repeated for each point
    picture        (channels, height, width), needed only where the decoder gives n x (c * h * w)
    picture_range  the decoder's (black, white); found from 64 points where it is (0, 1) or (-1, 1)
    encoder_range  the encoder's; the decoder's unless given. samples_range: of float samples, likewise
    prior          "normal", "uniform" (on [-1, 1]) or "unknown"
    overwrite      whether a space that is there may be replaced; anything else never is

    Raises ExportError with a sentence that says what to do.
    """
    target = _target(out, overwrite)
    if not isinstance(latent_size, int) or not 1 <= latent_size <= LARGEST_LATENT:
        raise ExportError(f"latent_size is {latent_size!r}: give a whole number from 1 to {LARGEST_LATENT}.")
    if prior not in ("normal", "uniform", "unknown"):
        raise ExportError(f"prior is {prior!r}: give 'normal', 'uniform' or 'unknown'.")
    latent_names = [str(entry) for entry in latent_names or []]
    if latent_names and len(latent_names) != latent_size:
        raise ExportError(f"There are {len(latent_names)} latent_names for {latent_size} latents: give one for each.")

    inputs = _inputs(inputs or {}, fixed or {})
    if mapping_size is None:
        mapping_size = latent_size
    if not isinstance(mapping_size, int) or not 1 <= mapping_size <= LARGEST_LATENT:
        raise ExportError(f"mapping_size is {mapping_size!r}: give a whole number from 1 to {LARGEST_LATENT}.")

    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        with torch.no_grad():
            manifest = {
                "format": 1, "name": str(name or target.name), "description": str(description),
                "licence": str(licence), "made_by": f"export_space.py, PyTorch {torch.__version__}",
            }
            points = _draws(64, latent_size, prior)
            if mapping is not None:
                with _ready(mapping, "mapping", {}) as module:
                    points = _write_mapping(module, _draws(64, mapping_size, prior), folder / "mapping.pt", latent_size)
            with _ready(decoder, "decoder", fixed or {}, [entry["name"] for entry in inputs]) as module:
                shape, feed = _latent_shape(module, points, inputs)
                _write_model(module, feed, folder / "decoder.pt", "decoder")
                size, span = _output(module, feed, picture, picture_range, batch)
            manifest["latent"] = {"size": latent_size, "shape": shape, "prior": prior if mapping is None else "unknown",
                                  "names": latent_names}
            manifest["decoder"] = {"file": "decoder.pt", "output": _image(size, span)}
            if inputs:
                manifest["inputs"] = inputs
            if mapping is not None:
                manifest["mapping"] = {"file": "mapping.pt", "size": mapping_size, "prior": prior}
            pixels = None if samples is None else _pixels(samples, size, _range(samples_range, "samples_range") or span)
            if encoder is not None:
                if span == [0, 255] and encoder_range is None:
                    raise ExportError("The decoder gives bytes: say with encoder_range, (0, 1) or (-1, 1), what the "
                                      "encoder takes.")
                encoder_span = _range(encoder_range, "encoder_range") or span
                with _ready(encoder, "encoder", {}) as module:
                    example = _noise(max(BATCHES), size)
                    example = example if pixels is None else torch.cat([pixels[:len(example)], example])[:len(example)]
                    _write_encoder(module, _Feed(_floats(example, encoder_span)), folder / "encoder.pt", latent_size)
                    if pixels is not None and len(pixels) and latents is None:
                        latents = _encoded(module, pixels, encoder_span, batch)
                manifest["encoder"] = {"file": "encoder.pt", "input": _image(size, encoder_span)}
        entry = _write_samples(folder, latent_size, pixels, latents, labels)
        if entry:
            manifest["samples"] = entry
        (folder / "space.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        _take_place(folder, target, overwrite)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    count = manifest.get("samples", {}).get("count", 0)
    beside = "".join(f", {entry['name']} ({entry['kind']})" for entry in inputs) + (", a mapping" if mapping else "")
    print(f"{target}: {latent_size} latents{beside}, pictures of {size[2]} x {size[1]} {'grey' if size[0] == 1 else 'RGB'} in "
          f"{span}, {'an' if encoder is not None else 'no'} encoder, {count} samples. Open it with: morphoscope {target}")
    return target


# --- what was given ---------------------------------------------------------------------------------------------------


class _Call(nn.Module):
    """A function, or a method of a module, as a module of its own."""

    def __init__(self, function, owner):
        super().__init__()
        self.function = function
        self.owner = owner

    def forward(self, x, **others):
        return self.function(x, **others)


class _Beside(nn.Module):
    """A decoder whose further arguments come in order, without names."""

    def __init__(self, decoder, names):
        super().__init__()
        self.decoder = decoder
        self.names = list(names)
        self.is_plain = False  # the decoder itself takes them in this order
        if not isinstance(decoder, (_Call, _Fixed)):
            with contextlib.suppress(TypeError, ValueError):
                taken = [p.name for p in inspect.signature(decoder.forward).parameters.values()
                         if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
                self.is_plain = taken[1:1 + len(self.names)] == self.names

    def forward(self, z, *values):
        return self.decoder(z, **dict(zip(self.names, values)))


class _Fixed(nn.Module):
    """A decoder whose other arguments stay as they are."""

    def __init__(self, decoder, arguments):
        super().__init__()
        self.decoder = decoder
        self.plain = {key: value for key, value in arguments.items() if not isinstance(value, torch.Tensor)}
        self.tensors = [key for key, value in arguments.items() if isinstance(value, torch.Tensor)]
        for key in self.tensors:
            self.register_buffer("fixed_" + key, arguments[key].detach().clone())

    def forward(self, z, **more):
        others = dict(self.plain, **more)
        for key in self.tensors:
            value = getattr(self, "fixed_" + key)
            repeats = value.dim() > 0 and value.shape[0] == 1
            others[key] = value.expand(z.shape[0], *value.shape[1:]) if repeats else value
        return self.decoder(z, **others)


def _module(given, what):
    if isinstance(given, (str, os.PathLike)):
        raise ExportError(f"The {what} is a file name. Load it first: module = MyModel(); "
                          f"module.load_state_dict(torch.load({str(given)!r}, map_location='cpu', weights_only=True)).")
    if isinstance(given, dict):
        raise ExportError(f"The {what} is a dict of weights (a state dict) without the program that uses them. Make the "
                          f"module first: module = MyModel(); module.load_state_dict(weights).")
    if isinstance(given, nn.Module):
        for wrapper, inner in (("DataParallel", "module"), ("DistributedDataParallel", "module"),
                               ("OptimizedModule", "_orig_mod")):
            if type(given).__name__ == wrapper:
                return _module(getattr(given, inner), what)
        return given
    if callable(given):
        owner = getattr(given, "__self__", None)
        return _Call(given, owner if isinstance(owner, nn.Module) else None)
    raise ExportError(f"The {what} is a {type(given).__name__}: give a torch.nn.Module, a method of one, or a function.")


def _require_one_input(module, what, inputs=()):
    function = module.function if isinstance(module, _Call) else module.forward
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return
    needed = [p.name for p in parameters if p.default is p.empty and
              p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = needed[:1] + [name for name in needed[1:] if name not in inputs]
    if len(needed) > 1:
        remedy = (f"Give each other one a control, inputs={{{needed[1]!r}: …}}, or hold it, fixed={{{needed[1]!r}: …}}."
                  if what == "decoder" else "Wrap it in a module that takes one.")
        raise ExportError(f"The {what} takes {', '.join(needed)}. {remedy}")


def _inputs(given, fixed):
    """What was said of each input, as space.json has it."""
    if not isinstance(given, dict) or len(given) > MOST_INPUTS:
        raise ExportError(f"inputs is a {type(given).__name__}: give {{'name': what goes in}}, at most {MOST_INPUTS}.")
    entries = []
    for name, said in given.items():
        if name in fixed:
            raise ExportError(f"{name!r} is in inputs and in fixed: it is moved or held, not both.")
        if isinstance(said, int) and not isinstance(said, bool):
            said = {"kind": "class", "count": said}
        elif isinstance(said, tuple) and len(said) in (2, 3) and all(isinstance(end, (int, float)) for end in said):
            said = {"kind": "number", "range": said[:2], **({"default": said[2]} if len(said) == 3 else {})}
        elif isinstance(said, (list, tuple)):
            said = {"kind": "class", "names": said}
        entries.append(_input(str(name), said))
    return entries


def _input(name, said):
    def fail(sentence):
        raise ExportError(f"The input {name!r} {sentence}")
    if not isinstance(said, dict) or said.get("kind") not in ("class", "number", "noise"):
        fail(f"is {said!r}: give a number of classes, a list of their names, (low, high, default), or a dict with "
             "'kind': 'class', 'number' or 'noise'.")
    known = {"class": ("count", "names", "form"), "number": ("range",), "noise": ("shape",)}[said["kind"]]
    unknown = [key for key in said if key not in ("kind", "default", *known)]
    if unknown:
        fail(f"has {unknown[0]!r}: a {said['kind']} has {', '.join(known)} and default.")
    entry, default = {"name": name, "kind": said["kind"]}, said.get("default", 0)
    if said["kind"] == "class":
        names = [str(n) for n in said.get("names") or []]
        count = int(said.get("count", len(names)))
        form = said.get("form", "integer")
        if not 1 <= count <= MOST_CLASSES or (names and len(names) != count):
            fail(f"has {count} classes and {len(names)} names: give 1 to {MOST_CLASSES} classes, each a name or none.")
        if form not in ("integer", "one-hot"):
            fail(f"has the form {form!r}: give 'integer' or 'one-hot'.")
        if default in names:
            default = names.index(default)
        entry.update(count=count, form=form, **({"names": names} if names else {}))
        allowed = isinstance(default, int) and 0 <= default < count
    elif said["kind"] == "number":
        low, high = (float(end) for end in said.get("range", (0, 1)))
        if not (low < high and math.isfinite(high - low)):
            fail(f"has the range {said.get('range')!r}: give two rising, finite numbers.")
        default = float(said.get("default", min(max(0.0, low), high)))
        entry["range"] = [low, high]
        allowed = low <= default <= high
    else:
        shape = [int(n) for n in said.get("shape", ())]
        if not 1 <= len(shape) <= 4 or min(shape) < 1 or math.prod(shape) > MOST_NOISE:
            fail(f"has the shape {said.get('shape')!r}: give the sizes of one point's noise, such as (1, 8, 8).")
        entry["shape"] = shape
        allowed = isinstance(default, int) and 0 <= default < END_OF_SEEDS
    if not allowed:
        fail(f"has the default {default!r}, which is none of its values.")
    return dict(entry, default=default)


@contextlib.contextmanager
def _ready(given, what, fixed, inputs=()):
    """A copy on the CPU, in float32 and eval mode. What cannot be copied is used itself, and left as it was."""
    module = _module(given, what)
    if fixed:
        module = _Fixed(module, fixed)
    else:
        _require_one_input(module, what, inputs)
    if inputs:
        module = _Beside(module, inputs)
    copied = None
    if not _functions_in(module):
        with contextlib.suppress(TypeError, RuntimeError, NotImplementedError):
            copied = copy.deepcopy(module)
    if copied is not None:
        yield copied.cpu().float().eval().requires_grad_(False)
        return
    used = [module] + [m for function in _functions_in(module) for m in _modules_of(function)]
    parts = list(dict.fromkeys(part for m in used for part in m.modules()))
    training = [(part, part.training) for part in parts]
    weights = [(weight, weight.requires_grad) for part in parts for weight in part.parameters(recurse=False)]
    for weight, _ in weights:
        if weight.device.type != "cpu" or (weight.is_floating_point() and weight.dtype != torch.float32):
            raise ExportError(f"The {what} cannot be copied, and its weights are {weight.dtype} on {weight.device}. "
                              "Call .cpu().float() on its module first.")
    try:
        for part in parts:
            part.training = False
        for weight, _ in weights:
            weight.requires_grad_(False)
        yield module
    finally:
        for part, was in training:
            part.training = was
        for weight, was in weights:
            weight.requires_grad_(was)


def _functions_in(module):
    """Plain functions: what they refer to does not follow a copy."""
    return [m.function for m in module.modules() if isinstance(m, _Call) and m.owner is None]


def _modules_of(function):
    try:
        names = inspect.getclosurevars(function)
    except TypeError:
        return [function] if isinstance(function, nn.Module) else []
    return [value for value in (*names.nonlocals.values(), *names.globals.values()) if isinstance(value, nn.Module)]


# --- trying it --------------------------------------------------------------------------------------------------------


def _draws(count, latent_size, prior):
    generator = torch.Generator().manual_seed(1)
    shape = (count, latent_size)
    return torch.rand(shape, generator=generator) * 2 - 1 if prior == "uniform" else torch.randn(
        shape, generator=generator)


def _noise(count, size):
    generator = torch.Generator().manual_seed(2)
    return torch.randint(0, 256, (count, *size), generator=generator, dtype=torch.uint8)


class _Feed:
    """Arguments of a model for many rows: the first one's, then those that go in beside it."""

    def __init__(self, first, values=(), forms=()):
        self.first, self.values, self.forms = first, values, forms

    def __len__(self):
        return len(self.first)

    def rows(self, count, start=0):
        """Of `count` rows; a form of one value for all takes the last row's."""
        end = min(start + count, len(self))
        beside = [v[end - 1] if form == "single" else v[start:end, None] if form == "n,1" else v[start:end]
                  for v, form in zip(self.values, self.forms)]
        return (self.first[start:end], *beside)


def _values(entry, count):
    """`count` values of an input, as they go in; they differ."""
    generator = torch.Generator().manual_seed(3)
    if entry["kind"] == "noise":
        return torch.randn((count, *entry["shape"]), generator=generator)
    if entry["kind"] == "number":
        low, high = entry["range"]
        shares = torch.rand(count, generator=generator)
        shares[:3] = torch.tensor([0.1, 0.2, 0.9])[:count]  # what branches on it gives itself away
        return low + (high - low) * shares
    classes = torch.randint(0, entry["count"], (count,), generator=generator)
    return classes if entry["form"] == "integer" else F.one_hot(classes, entry["count"]).float()


def _forms(entry):
    """The shapes in which it may go in, in the order in which the program tries them."""
    return ("n",) if entry["kind"] == "noise" or entry.get("form") == "one-hot" else ("n", "n,1", "single")


def _sizes(tensor):
    return " x ".join(str(n) for n in tensor.shape) or "a single number"


def _tensor(output, what):
    """The output, or the first of several: for an encoder that is z, or the mean."""
    if isinstance(output, (tuple, list)) and output and isinstance(output[0], torch.Tensor):
        output = output[0]
    if not isinstance(output, torch.Tensor):
        raise ExportError(f"The {what} returns a {type(output).__name__}, not a tensor. Give a function that picks it: "
                          f"export_space(lambda z: {what}(z).sample, …).")
    return output


def _line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if "Traceback" in str(error) else lines[0])[:200] if lines else type(error).__name__


def _latent_shape(module, points, inputs=()):
    """"n" or "n,1,1", and what goes in, the points in that shape."""
    problems = []
    values = [_values(entry, len(points)) for entry in inputs]
    for shape, tried in (("n", points), ("n,1,1", points[:, :, None, None])):
        for forms in itertools.product(*(_forms(entry) for entry in inputs)):
            feed, found = _Feed(tried, values, forms), len(problems)
            try:
                one = _tensor(module(*feed.rows(1)), "decoder")
            except ExportError:
                raise
            except Exception as error:  # of the model's own, of any kind
                problems.append(_line(error))
                continue
            try:
                three = _tensor(module(*feed.rows(3)), "decoder")
                if len(three) != 3 or three.shape[1:] != one.shape[1:]:
                    problems.append(f"it gives {_sizes(three)} for 3 points, {_sizes(one)} for 1")
                    continue
            except Exception as error:  # where one point at a time is the most, that is seen later
                if inputs:
                    problems.append(_line(error))
                    continue
            return shape, feed
    if inputs:
        raise ExportError(f"The decoder does not run with n x {points.shape[1]} points and what inputs says goes in beside "
                          f"them ({', '.join(entry['name'] for entry in inputs)}): {problems[0]}. Check latent_size, and "
                          "that inputs names the decoder's own arguments.")
    raise ExportError(f"The decoder takes neither n x {points.shape[1]} ({problems[0]}) nor n x {points.shape[1]} x 1 x "
                      f"1 ({problems[1]}). Check latent_size.")


def _output(module, feed, picture, picture_range, batch):
    """(channels, height, width), and [black, white] as the program finds them."""
    count, some = len(feed), _batch_size(module, feed, batch)
    pictures = torch.cat([_tensor(module(*feed.rows(some, start)), "decoder") for start in range(0, count, some)])
    found = pictures
    if found.dim() == 3 and found.shape[0] == count:
        found = found[:, None]
    elif found.dim() == 2 and picture is not None and found.shape[1] == math.prod(picture):
        found = found.reshape(count, *picture)
    if found.dim() != 4 or found.shape[0] != count:
        raise ExportError(f"The decoder gives {_sizes(pictures)} for {count} points, not n x channels x height x width. "
                          + ("Where it is flat, give picture=(channels, height, width)." if found.dim() == 2 else
                             "Give a function that reshapes it."))
    size = tuple(found.shape[1:])
    if size[0] not in (1, 3):
        raise ExportError(f"The decoder gives {size[0]} channels ({_sizes(pictures)}); a picture has 1 or 3."
                          + (" They seem to come last: give lambda z: decoder(z).permute(0, 3, 1, 2)."
                             if size[2] in (1, 3) else ""))
    if picture is not None and tuple(picture) != size:
        raise ExportError(f"The decoder gives pictures of {size}, not {tuple(picture)} as picture says.")
    if not 1 <= min(size[1:]) <= max(size[1:]) <= LARGEST_SIDE:
        raise ExportError(f"The decoder gives pictures of {size[2]} x {size[1]}; 1 to {LARGEST_SIDE} a side are shown.")
    if found.dtype == torch.uint8:
        return size, [0, 255]
    if not found.is_floating_point():
        raise ExportError(f"The decoder gives values of type {found.dtype}; give float or uint8.")
    span = _range(picture_range, "picture_range")
    if span:
        return size, span
    low, high = found.min().item(), found.max().item()
    if not math.isfinite(low + high):
        raise ExportError("The decoder gives NaN or infinite values. Check that its weights are loaded; or give "
                          "picture_range.")
    if low >= -0.1 and high <= 1.1:
        return size, [0, 1]
    if low >= -1.1 and high <= 1.1:
        return size, [-1, 1]
    raise ExportError(f"The decoder's values go from {low:.3g} to {high:.3g}: say with picture_range, (0, 1) or (-1, 1), "
                      "what black and white are.")


def _batch_size(module, feed, batch):
    """`batch`, or 1 where the module takes no more."""
    try:
        module(*feed.rows(2))
    except Exception:
        return 1
    return max(1, int(batch))


def _range(given, what):
    if given is None:
        return None
    low, high = (float(end) for end in given)
    if not (low < high and math.isfinite(high - low)):
        raise ExportError(f"{what} is {given!r}: give two rising numbers such as (0, 1) or (-1, 1).")
    return [int(low) if low == int(low) else low, int(high) if high == int(high) else high]


def _image(size, span):
    return {"kind": "image", "channels": size[0], "height": size[1], "width": size[2], "range": span}


# --- models -----------------------------------------------------------------------------------------------------------


def _attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
    """torch.nn.functional.scaled_dot_product_attention in operators that LibTorch 1.13 has."""
    if enable_gqa:
        key = key.repeat_interleave(query.size(-3) // key.size(-3), -3)
        value = value.repeat_interleave(query.size(-3) // value.size(-3), -3)
    weights = torch.matmul(query, key.transpose(-2, -1)) * (1 / math.sqrt(query.size(-1)) if scale is None else scale)
    if is_causal:
        attn_mask = torch.ones_like(weights[..., 0, :, :] if weights.dim() == 3 else weights).tril() > 0.5
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        weights = weights.masked_fill(torch.logical_not(attn_mask), -math.inf)
    elif attn_mask is not None:
        weights = weights + attn_mask
    return torch.matmul(torch.softmax(weights, -1), value)


def _rms_norm(input, normalized_shape, weight=None, eps=None):
    dims = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    normed = input * torch.rsqrt(input.square().mean(dims, keepdim=True) + eps)
    return normed if weight is None else normed * weight


@contextlib.contextmanager
def _written_out(module):
    """While it holds, newer functions of PyTorch are traced as what they are made of."""
    replaced = {}
    for name, plain in (("scaled_dot_product_attention", _attention), ("rms_norm", _rms_norm)):
        for place in (F, torch):
            if hasattr(place, name):
                replaced[id(getattr(place, name))] = plain
    places = [torch, F] + [sys.modules[name] for name in {type(part).__module__ for part in module.modules()}
                           if name in sys.modules]
    before = [(place, name, value) for place in dict.fromkeys(places) for name, value in list(vars(place).items())
              if id(value) in replaced]
    try:
        for place, name, value in before:
            setattr(place, name, replaced[id(value)])
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)


def _scripted(module, example):
    if isinstance(module, _Beside) and module.is_plain:
        module = module.decoder
    if isinstance(module, torch.jit.ScriptModule):
        return module
    if any(isinstance(part, (_Call, _Fixed, _Beside)) for part in module.modules()):
        raise TypeError("TorchScript cannot hold a function of Python; it can be traced")
    return torch.jit.script(module)


def _traced(module, example):
    with _written_out(module):
        return torch.jit.trace(module, example, check_trace=False, strict=False)


def _newer_operators(module):
    return sorted({kind for kind in _kinds(module.inlined_graph) if kind.startswith(NEWER_OPERATORS)})


def _kinds(block):
    for node in block.nodes():
        yield node.kind()
        for inner in node.blocks():
            yield from _kinds(inner)


def _write_model(module, feed, file, what):
    """Writes TorchScript that gives what the module gives: scripted, or traced where that fails or is less portable."""
    examples, start = [], 0
    for count in BATCHES:
        given = feed.rows(count, start if start + count <= len(feed) else 0)
        start += count
        try:
            expected = _tensor(module(*given), what)
        except ExportError:
            raise
        except Exception as error:
            if count == 1:
                raise ExportError(f"The {what} fails: {_line(error)}.") from error
            continue  # it takes one at a time, or fewer
        again = _tensor(module(*given), what)
        if not _same(expected, again):
            raise ExportError(f"The {what} gives something else each time for the same input: it draws random numbers. "
                              + ("Hold its noise fixed (fixed={'noise_mode': 'const'}, or what it is called there)."
                                 if what == "decoder" else "Return the mean, not a draw."))
        examples.append((given, expected))
    program, newer, checked = _best_program(module, examples, file, what)
    _save_checked(program, checked, file)
    if len(checked) < len(examples):
        warnings.warn(f"The {what}'s file takes one point at a time, which is slower: write z.shape[0] in it, not len(z).",
                      stacklevel=4)
    if newer:
        warnings.warn(f"The {what} uses {', '.join(newer)}, which LibTorch 1.13 (Debian 12's engine) lacks: it needs an "
                      "engine with a newer one.", stacklevel=4)


def _best_program(module, examples, file, what):
    """Of the ways that give what the module gives, the first one without newer operators, or with the fewest: the
    program, those operators, and the examples it holds for."""
    ways = [("torch.jit.script", _scripted, examples), ("torch.jit.trace", _traced, examples)]
    if what == "decoder":  # last: one that takes one point at a time, as where the module asks for len(z)
        ways.append(("torch.jit.trace of one point", _traced, [e for e in examples if len(e[0][0]) == 1]))
    problems, best = [], None
    for name, make, checked in ways:
        if best is not None and name.endswith("one point"):
            break
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                program = torch.jit.freeze(make(module, checked[0][0]).eval())
                _save_checked(program, checked, file)
                if len(checked) < len(examples):
                    _require_refusal(program, examples)
                newer = _newer_operators(program)
        except Exception as error:
            problems.append(f"{name}: {_line(error)}")
            continue
        if best is None or len(newer) < len(best[1]):
            best = (program, newer, checked)
        if not newer:
            break
    if best is None:
        raise ExportError(f"The {what} cannot be written as TorchScript. {'; '.join(problems)}.")
    return best


def _save_checked(program, examples, file):
    torch.jit.save(program, str(file))
    program = torch.jit.load(str(file), map_location="cpu")
    for given, expected in examples:
        if not _same(_tensor(program(*given), "program"), expected):
            raise ExportError(f"for {len(given[0])} at once the file gives something else than the module; write "
                              "z.shape[0], not len(z) or a number" +
                              (", and torch.where in place of an `if` on what goes in" if len(given) > 1 else ""))


def _require_refusal(program, examples):
    """A program for one point may refuse more, or be right for them, but not be wrong."""
    for given, expected in examples:
        try:
            found = _tensor(program(*given), "program")
        except Exception:
            continue
        if len(found) == len(given[0]) and not _same(found, expected):
            raise ExportError(f"traced for one point it is wrong for {len(given[0])}")


def _same(a, b):
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    bytes_may_round = 1 if b.dtype == torch.uint8 else 0
    a, b = a.double(), b.double()
    largest = b[b.isfinite()].abs().max().item() if b.isfinite().any() else 0
    return torch.allclose(a, b, rtol=1e-4, atol=max(bytes_may_round, 2e-5 * max(1, largest)), equal_nan=True)


class _First(nn.Module):
    """A mapping that gives w once for each layer, as StyleGAN's does: the first one."""

    def __init__(self, mapping):
        super().__init__()
        self.mapping = mapping

    def forward(self, z):
        return self.mapping(z)[:, 0]


def _write_mapping(module, draws, file, latent_size):
    """The latents that it makes of the draws."""
    try:
        latents = _tensor(module(draws), "mapping")
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(f"The mapping does not take n x {draws.shape[1]}: {_line(error)}. Give mapping_size.") from error
    if latents.dim() == 3 and latents.shape[2] == latent_size and torch.equal(latents, latents[:, :1].expand_as(latents)):
        module, latents = _First(module), latents[:, 0]
    if tuple(latents.shape) != (len(draws), latent_size):
        raise ExportError(f"The mapping gives {_sizes(latents)} for {len(draws)} draws, not {len(draws)} x {latent_size}, "
                          "which the decoder takes.")
    if not latents.isfinite().all():
        raise ExportError("The mapping gives NaN or infinite values. Check that its weights are loaded.")
    _write_model(module, _Feed(draws), file, "mapping")
    return latents.float()


def _write_encoder(module, feed, file, latent_size):
    _write_model(module, feed, file, "encoder")
    z = _tensor(module(*feed.rows(1)), "encoder")
    if z.dim() < 2 or z.shape[0] != 1 or z.numel() != z.shape[1] or z.shape[1] != latent_size:
        raise ExportError(f"The encoder gives {_sizes(z)} for one picture, not 1 x {latent_size}. Give a function that "
                          "picks z, or mean and log-variance.")


# --- samples ----------------------------------------------------------------------------------------------------------


def _pixels(samples, size, span):
    """Bytes, n x c x h x w: what the program will show and encode."""
    if not isinstance(samples, torch.Tensor):
        import numpy
        samples = torch.from_numpy(numpy.ascontiguousarray(
            numpy.stack([numpy.asarray(s) for s in samples]) if isinstance(samples, (list, tuple)) else samples))
    samples = samples.detach().cpu()
    found = samples[:, None] if samples.dim() == 3 else samples
    if found.dim() == 4 and tuple(found.shape[1:]) != size and tuple(found.shape[1:]) == (*size[1:], size[0]):
        found = found.permute(0, 3, 1, 2)
    if found.dim() != 4 or tuple(found.shape[1:]) != size:
        raise ExportError(f"The samples are {_sizes(samples)}; the decoder's pictures are n x {size[0]} x {size[1]} x "
                          f"{size[2]}. Resize them: torch.nn.functional.interpolate(samples, {tuple(size[1:])}).")
    if found.dtype == torch.uint8:
        return found.contiguous()
    if not found.is_floating_point():
        raise ExportError(f"The samples are {samples.dtype}: give uint8 or float.")
    low, high = (found.min().item(), found.max().item()) if found.numel() else span
    slack = 0.01 * (span[1] - span[0])
    if not (low >= span[0] - slack and high <= span[1] + slack):
        raise ExportError(f"The samples go from {low:.3g} to {high:.3g}, outside {span}: say with samples_range, such as "
                          "(0, 255), what black and white are.")
    if span[0] < 0 <= low and found.shape[0] > 1:
        raise ExportError(f"The samples go from {low:.3g} to {high:.3g}, but the range is {span}: give samples_range, "
                          f"(0, 1) or {tuple(span)}.")
    return ((found.float().clamp(*span) - span[0]) * (255 / (span[1] - span[0]))).round().to(torch.uint8).contiguous()


def _floats(pixels, span):
    return pixels.float() * ((span[1] - span[0]) / 255) + span[0]


def _encoded(module, pixels, span, batch):
    parts = pixels.split(_batch_size(module, _Feed(_floats(pixels[:2], span)), batch))
    return torch.cat([_tensor(module(_floats(part, span)), "encoder").flatten(1) for part in parts])


def _write_samples(folder, latent_size, pixels, latents, labels):
    """The files of the samples, and what space.json says of them; nothing where there are none."""
    columns = None if labels is None else _columns(labels)
    counts = {}
    if pixels is not None:
        counts["samples"] = len(pixels)
    if latents is not None:
        latents = torch.as_tensor(latents).detach().cpu().float()
        latents = latents.flatten(1) if latents.dim() > 1 else latents
        if latents.dim() != 2 or latents.shape[1] != latent_size:
            raise ExportError(f"The latents are {_sizes(latents)}, not n x {latent_size}.")
        bad = torch.logical_not(latents.isfinite()).any(1).nonzero()
        if len(bad):
            raise ExportError(f"The latents of {len(bad)} samples are NaN or infinite, the first at {bad[0].item()}. "
                              "Leave those samples out.")
        counts["latents"] = len(latents)
    for name, cells in (columns or {}).items():
        counts[f"labels {name!r}"] = len(cells)
    if len(set(counts.values())) > 1:
        raise ExportError("There must be as many of each: " + ", ".join(f"{n} {k}" for k, n in counts.items()) + ".")
    if not counts or next(iter(counts.values())) == 0:
        return None
    entry = {"count": next(iter(counts.values()))}
    if pixels is not None:
        _save_array(folder / "images.npy", pixels.permute(0, 2, 3, 1), "|u1")
        entry["images"] = "images.npy"
    if latents is not None:
        _save_array(folder / "latents.npy", latents, "<f4")
        entry["latents"] = "latents.npy"
    if columns:
        rows = [columns.keys(), *zip(*columns.values())]
        text = "".join(",".join(_cell(cell, len(columns) == 1) for cell in row) + "\n" for row in rows)
        with open(folder / "labels.csv", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        entry["labels"] = "labels.csv"
    return entry


def _save_array(file, tensor, type):
    import numpy
    numpy.save(file, numpy.ascontiguousarray(tensor.numpy(), dtype=type), allow_pickle=False)


def _columns(labels):
    """Column names and cells as text."""
    if isinstance(labels, (str, os.PathLike)):
        columns = _read_csv(Path(labels))
    else:
        labels = labels.to_dict("list") if hasattr(labels, "to_dict") else labels
        if not isinstance(labels, dict):
            raise ExportError(f"The labels are a {type(labels).__name__}: give {{'column': values}} or a CSV file.")
        columns = {}
        for name, values in labels.items():
            values = values.tolist() if hasattr(values, "tolist") else list(values)
            columns[str(name).strip()] = [_text(value, name) for value in values]
        if len(columns) != len(labels):
            raise ExportError("Two label columns have the same name.")
    if not columns:
        return None
    if "" in columns:
        raise ExportError("A label column has no name.")
    if all(_is_number(name) for name in columns):
        raise ExportError(f"The label columns are called {', '.join(columns)}: give at least one a name that is no "
                          "number.")
    return columns


def _read_csv(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        raise ExportError(f"{path}: the file is empty. Its first line names the columns.")
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(rows[0]):
            raise ExportError(f"{path}: row {number} after the header has {len(row)} cells, the header {len(rows[0])}.")
    if len(set(rows[0])) != len(rows[0]):
        raise ExportError(f"{path}: two columns have the same name.")
    return {name.strip(): [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def _text(value, column):
    value = value.item() if hasattr(value, "item") else value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, str)):
        return str(value)
    raise ExportError(f"The label column {column!r} holds a {type(value).__name__}: give texts, numbers or None.")


def _is_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _cell(text, is_alone):
    text = text.replace("\0", "")
    quote = any(c in text for c in ',"\r\n') or (is_alone and not text)
    return '"' + text.replace('"', '""') + '"' if quote else text


# --- the folder -------------------------------------------------------------------------------------------------------


def _target(out, overwrite):
    target = Path(os.path.abspath(os.path.expanduser(os.fspath(out))))
    if not target.parent.is_dir():
        raise ExportError(f"{target.parent}: there is no such folder to write {target.name} into. Make it first.")
    if os.path.lexists(target):
        if not overwrite:
            raise ExportError(f"{target} is there already. Give another name, or overwrite=True.")
        if not (target / "space.json").is_file():
            raise ExportError(f"{target} is there and is no space: it is not replaced. Give another name.")
    return target


def _sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_place(folder, target, overwrite):
    """`folder` under its own name, in one step; an older space stays until then."""
    for file in folder.iterdir():
        _sync(file)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(folder, 0o777 & ~mask)  # mkdtemp's is for its owner alone
    _sync(folder)
    old = None
    if overwrite and os.path.lexists(target):
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        os.rename(target, old / "old")
    try:
        if os.path.lexists(target):
            raise ExportError(f"{target} has come into being meanwhile. Give another name.")
        os.rename(folder, target)
    except BaseException:
        if old is not None:
            os.rename(old / "old", target)
        raise
    finally:
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
    _sync(target.parent)
