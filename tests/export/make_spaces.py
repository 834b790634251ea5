# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports small models with resources/export_space.py. tst_ExportSpace opens what comes out.

    make_spaces.py export_space.py FOLDER NOISE writes FOLDER/<case>/space and beside it z.npy, the points, and
                                                pixels.npy, what PyTorch itself gives for them; the third argument is
                                                the noise of seed 9, 16 numbers
"""
import importlib.util
import json
import sys
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional as F

script, folder = sys.argv[1], Path(sys.argv[2])
specification = importlib.util.spec_from_file_location("export_space", script)
exporter = importlib.util.module_from_spec(specification)
specification.loader.exec_module(exporter)
torch.manual_seed(3)
torch.set_num_threads(1)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.SiLU(), nn.Flatten())
        self.mean, self.log_variance = nn.Linear(8 * 8 * 6, 5), nn.Linear(8 * 8 * 6, 5)
        self.up = nn.Sequential(nn.Linear(5, 8 * 8 * 6), nn.GELU(), nn.Unflatten(1, (8, 8, 6)),
                                nn.Upsample(scale_factor=2), nn.Conv2d(8, 3, 3, padding=1), nn.Tanh())

    def encode(self, pictures):
        features = self.down(pictures)
        return self.mean(features), self.log_variance(features)

    def decode(self, z):
        return self.up(z)


class Generator(nn.Module):  # as in DCGAN: z is n x d x 1 x 1
    def __init__(self, classes=0):
        super().__init__()
        self.table = nn.Embedding(classes, 7) if classes else None
        self.main = nn.Sequential(nn.ConvTranspose2d(7, 16, 4, 1, 0, bias=False), nn.BatchNorm2d(16), nn.ReLU(True),
                                  nn.ConvTranspose2d(16, 1, 4, 2, 1, bias=False), nn.Tanh())

    def forward(self, z, label=None):
        return self.main(z if label is None else z + self.table(label)[:, :, None, None])


class Styled(nn.Module):  # as in StyleGAN: a mapping network, modulated convolutions, noise that may be held fixed
    def __init__(self):
        super().__init__()
        self.mapping = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 8))
        self.start, self.weight = nn.Parameter(torch.randn(1, 8, 4, 4)), nn.Parameter(torch.randn(3, 8, 3, 3))
        self.register_buffer("noise", torch.randn(1, 1, 8, 8))

    def forward(self, z, noise_mode="random"):
        w = self.mapping(F.normalize(z))
        weight = self.weight[None] * w[:, None, :, None, None]
        weight = weight * torch.rsqrt(weight.square().sum((2, 3, 4), keepdim=True) + 1e-8)
        x = F.interpolate(self.start, scale_factor=2, mode="bilinear", align_corners=False).expand(z.shape[0], -1, -1, -1)
        x = torch.einsum("nchw,noc->nohw", x, weight.mean((3, 4)) * 5)
        noise = torch.randn(z.shape[0], 1, 8, 8) if noise_mode == "random" else self.noise
        return torch.sigmoid(x + 0.1 * noise)


class OneAtATime(nn.Module):  # where tracing writes the number of points down, it holds for one point only
    def __init__(self):
        super().__init__()
        self.colours = nn.Linear(4, 12)

    def forward(self, z, **unused):
        return torch.sigmoid(self.colours(z)).view(len(z), 3, 2, 2)


class Attention(nn.Module):  # what newer versions of PyTorch have operators of their own for
    def __init__(self):
        super().__init__()
        self.start = nn.Linear(6, 64)
        self.heads = nn.MultiheadAttention(8, 2, batch_first=True)
        self.layer = nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)
        self.norm = nn.RMSNorm(8) if hasattr(nn, "RMSNorm") else nn.LayerNorm(8)
        self.last = nn.Sequential(nn.GroupNorm(2, 8), nn.Mish(), nn.Conv2d(8, 12, 1), nn.PixelShuffle(2), nn.Sigmoid())

    def forward(self, z):
        tokens = self.start(z).view(-1, 8, 8)
        tokens = tokens + self.heads(tokens, tokens, tokens, need_weights=False)[0]
        tokens = self.norm(self.layer(tokens, tokens))
        if hasattr(F, "scaled_dot_product_attention"):
            tokens = tokens + F.scaled_dot_product_attention(tokens, tokens, tokens)
        return self.last(tokens.transpose(1, 2).reshape(-1, 8, 2, 4))


class Conditional(nn.Module):  # a class that goes in as a vector, a number for all points at once, and noise
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(5 + 3, 32)
        self.last = nn.Sequential(nn.ConvTranspose2d(2, 1, 4, 2, 1), nn.Sigmoid())

    def forward(self, z, kind, strength, noise):
        features = self.up(torch.cat([z, kind], 1)).view(-1, 2, 4, 4)
        return self.last(features * (1 + strength) + 0.5 * noise)


class Branching(nn.Module):
    def forward(self, z, **others):
        strength = others["strength"]
        return torch.sigmoid(z if float(strength.mean()) > 0.5 else -z).view(z.shape[0], 1, 2, 2)


class Mapping(nn.Module):  # w once for each layer
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 5))

    def forward(self, z):
        return self.layers(F.normalize(z))[:, None].repeat(1, 4, 1)


def pixels(pictures, low, high):
    scaled = (pictures.detach().clamp(low, high) - low) * (255 / (high - low))
    return scaled.round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()


def keep(case, z, pictures, low, high):
    numpy.save(folder / case / "z.npy", z.flatten(1).numpy().astype("<f4"))
    numpy.save(folder / case / "pixels.npy", pixels(pictures, low, high))


def place(case):
    (folder / case).mkdir(parents=True)
    return folder / case / "space"


def refusal(*arguments, **named):
    try:
        exporter.export_space(*arguments, **named)
    except exporter.ExportError as error:
        return str(error)
    return "no error"


with torch.no_grad():
    vae = Vae().train()
    vae.down[1].running_mean += 0.3
    samples = torch.rand(9, 3, 16, 12) * 2 - 1
    labels = {"kind": ["cat", "dog", None, 'a "quoted", one', "cat", "dog", "ä", "cat", ""],
              "age": numpy.arange(9) / 2, "smiles": [True, False] * 4 + [None]}
    exporter.export_space(vae.decode, place("vae"), 5, encoder=vae.encode, samples=samples, labels=labels,
                          name="A VAE", batch=4)
    assert vae.training and all(weight.requires_grad for weight in vae.parameters()), "the module was not left alone"
    vae.eval()
    z = torch.randn(7, 5)
    keep("vae", z, vae.decode(z), -1, 1)
    stored = torch.from_numpy(pixels(samples, -1, 1)).permute(0, 3, 1, 2).float() / 255 * 2 - 1
    numpy.save(folder / "vae/latents.npy", vae.encode(stored)[0].numpy())

    gan = Generator().double().eval()
    exporter.export_space(gan, place("dcgan"), 7)
    z = torch.randn(7, 7, 1, 1)
    keep("dcgan", z, gan.float()(z), -1, 1)

    conditional = Generator(classes=4).eval()
    exporter.export_space(conditional, place("class"), 7, fixed={"label": torch.tensor([2])}, prior="uniform")
    keep("class", z, conditional(z, torch.tensor([2])), -1, 1)

    exporter.export_space(conditional, place("label"), 7, inputs={"label": ["ant", "bee", "cow", "dog"]})
    keep("label", z, conditional(z, torch.full((7,), 3)), -1, 1)

    animals = Conditional().eval()
    exporter.export_space(animals, place("animals"), 5, inputs={
        "kind": {"kind": "class", "names": ["cat", "dog", "owl"], "form": "one-hot", "default": "dog"},
        "strength": (-1, 1, 0.5), "noise": {"kind": "noise", "shape": (1, 4, 4)}})
    z = torch.randn(7, 5)
    kinds = F.one_hot(torch.full((7,), 2), 3).float()
    noise = torch.from_numpy(numpy.load(sys.argv[3])).view(1, 1, 4, 4).expand(7, -1, -1, -1)
    keep("animals", z, animals(z, kinds, torch.tensor(-0.25), noise), 0, 1)

    mapped = nn.Sequential(nn.Linear(5, 36), nn.Sigmoid(), nn.Unflatten(1, (1, 6, 6)))
    mapping = Mapping().eval()
    exporter.export_space(mapped, place("mapped"), 5, mapping=mapping, mapping_size=6)
    z = torch.randn(7, 6)
    keep("mapped", z, mapped(mapping(z)[:, 0]), 0, 1)

    styled = Styled().eval()
    exporter.export_space(styled, place("styled"), 6, fixed={"noise_mode": "const"})
    z = torch.randn(7, 6)
    keep("styled", z, styled(z, "const"), 0, 1)
    exporter.export_space(lambda points: {"sample": styled(points, "const")}["sample"], place("function"), 6)
    keep("function", z, styled(z, "const"), 0, 1)

    attention = Attention().eval()
    exporter.export_space(attention, place("attention"), 6)
    keep("attention", z, attention(z), 0, 1)

    one = OneAtATime().eval()
    exporter.export_space(one, place("one"), 4)
    z = torch.randn(7, 4)
    keep("one", z, one(z), 0, 1)

    plain = nn.Sequential(nn.Linear(4, 36), nn.Sigmoid(), nn.Unflatten(1, (1, 6, 6)))
    exporter.export_space(plain, place("replaced"), 4)
    exporter.export_space(plain, folder / "replaced/space", 4, overwrite=True, latents=torch.zeros(3, 4))
    z = torch.randn(7, 4)
    keep("replaced", z, plain(z), 0, 1)

    flat = nn.Sequential(nn.Linear(4, 36), nn.Hardtanh(0, 3))
    grey = numpy.arange(4 * 36, dtype=numpy.uint8).reshape(4, 6, 6)
    (folder / "labels.csv").write_text('\ufeffname,"size, cm"\n"Ada ""A""",1.5\nBob,\nCy,2\n,-1e3\n', encoding="utf-8")
    exporter.export_space(flat, place("flat"), 4, picture=(1, 6, 6), picture_range=(0, 3), samples=grey,
                          encoder=nn.Sequential(nn.Flatten(), nn.Linear(36, 4)), encoder_range=(-1, 1),
                          labels=str(folder / "labels.csv"), latent_names=["a", "b", "c", "d"], licence="CC0-1.0")
    keep("flat", z, flat(z).view(7, 1, 6, 6), 0, 3)

    (folder / "full").mkdir()
    (folder / "full/notes.txt").write_text("mine")
    out = folder / "never"
    refusals = {
        "state dict": refusal(plain.state_dict(), out, 4),
        "file name": refusal("weights.pt", out, 4),
        "another size": refusal(plain, out, 5),
        "two inputs": refusal(nn.Bilinear(4, 4, 36), out, 4),
        "random": refusal(styled, out, 6),
        "unknown range": refusal(nn.Sequential(nn.Linear(4, 36), nn.Unflatten(1, (1, 6, 6)), nn.Hardtanh(-9, 9),
                                               nn.Threshold(8, 8)), out, 4),
        "flat": refusal(nn.Linear(4, 36), out, 4),
        "channels last": refusal(nn.Sequential(nn.Linear(4, 108), nn.Unflatten(1, (6, 6, 3))), out, 4),
        "samples of another size": refusal(plain, out, 4, samples=torch.zeros(3, 1, 7, 7)),
        "samples out of range": refusal(plain, out, 4, samples=torch.full((3, 1, 6, 6), 255.0)),
        "fewer labels": refusal(plain, out, 4, samples=torch.zeros(3, 1, 6, 6), labels={"a": [1, 2]}),
        "numbers as names": refusal(plain, out, 4, samples=torch.zeros(2, 1, 6, 6), labels={"1": [1, 2]}),
        "encoder of another size": refusal(plain, out, 4, encoder=nn.Sequential(nn.Flatten(), nn.Linear(36, 3))),
        "not finite": refusal(plain, out, 4, latents=torch.full((2, 4), float("nan"))),
        "is there": refusal(plain, folder / "vae/space", 4),
        "no space": refusal(plain, folder / "full", 4, overwrite=True),
        "no folder": refusal(plain, folder / "nowhere/out", 4),
        "no such input": refusal(plain, out, 4, inputs={"colour": 3}),
        "no input": refusal(animals, out, 5, inputs={"kind": 3}),
        "odd input": refusal(conditional, out, 7, inputs={"label": "cat"}),
        "too many classes": refusal(nn.Sequential(), out, 7, inputs={"label": 0}),
        "wrong default": refusal(conditional, out, 7, inputs={"label": {"kind": "class", "count": 4, "default": 4}}),
        "follows its values": refusal(Branching(), out, 4, inputs={"strength": (0, 1)}),
        "mapping of another size": refusal(mapped, out, 6, mapping=mapping),
        "mapping takes others": refusal(mapped, out, 5, mapping=mapping, mapping_size=7),
        "mapping gives nan": refusal(plain, out, 4, mapping=lambda draws: draws / 0 * 0),
    }
    refusals["left behind"] = ", ".join(sorted(path.name for path in folder.iterdir() if path.is_dir()))
    (folder / "refusals.json").write_text(json.dumps(refusals, ensure_ascii=False))
