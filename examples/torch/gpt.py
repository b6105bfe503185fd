"""A tiny GPT: two layers, four heads, 64 wide."""

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY = 256
CONTEXT = 128
WIDTH = 64
HEADS = 4
LAYERS = 2


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x, cache=None):
        batch, length, _ = x.shape
        qkv = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        if cache is not None:
            if cache:
                key = torch.cat((cache["key"], key), 2)
                value = torch.cat((cache["value"], value), 2)
            cache["key"] = key
            cache["value"] = value
        y = F.scaled_dot_product_attention(query, key, value, is_causal=length > 1)
        return self.out(y.transpose(1, 2).reshape(batch, length, WIDTH))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x, cache=None):
        x = x + self.attention(self.norm1(x), cache)
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(CONTEXT, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, VOCABULARY, bias=False)

    @staticmethod
    def empty_caches():
        """Keys and values of each layer, kept from token to token; empty before the prompt."""
        return [{} for _ in range(LAYERS)]

    def forward(self, tokens, caches=None):
        done = caches[0]["key"].shape[2] if caches and caches[0] else 0
        position = torch.arange(done, done + tokens.shape[1], device=tokens.device)
        x = self.tokens(tokens) + self.positions(position)
        for index, layer in enumerate(self.layers):
            x = layer(x, caches[index] if caches else None)
        return self.head(self.norm(x))
