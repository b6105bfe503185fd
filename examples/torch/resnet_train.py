"""Trains a small ResNet on random images for a few steps: data loading, forward, backward, SGD."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from recording import options, recording


class Images(Dataset):
    """Random pictures, mirrored now and then and normalised one by one, as real ones are."""

    def __init__(self, count, size):
        self.pixels = torch.randint(0, 256, (count, 3, size, size), dtype=torch.uint8)
        self.labels = torch.randint(0, 10, (count,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.pixels[index].float().div_(255)
        if index % 2:
            image = image.flip(2)
        return (image - 0.45) / 0.25, self.labels[index]


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Identity()
        if stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 1, 1)
        self.blocks = nn.Sequential(Block(16, 16), Block(16, 32, stride=2), Block(32, 64, stride=2))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def main():
    chosen = options()
    skip, steps, batch = 3, 2, 8
    model = ResNet().to(chosen.device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    loader = DataLoader(Images(batch * (skip + steps), 32), batch_size=batch, pin_memory=chosen.device != "cpu")
    with recording(chosen.device, chosen.output, skip, steps) as profiler:
        for images, labels in loader:
            images = images.to(chosen.device, non_blocking=True)
            labels = labels.to(chosen.device, non_blocking=True)
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            profiler.step()


if __name__ == "__main__":
    main()
