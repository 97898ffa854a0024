#!/usr/bin/env python3
"""The same measurements in PyTorch on the CPU, one line of JSON per result.

  pytorch.py train CELL BATCH STEPS HIDDEN LAYERS VOCABULARY THREADS SECONDS
  pytorch.py sample CELL BATCH HIDDEN VOCABULARY THREADS SECONDS

`train` is one step of a character language model: forward, cross-entropy, backward, clipping, Adam;
the hidden state is carried over, detached. Each form is timed and reported (CELL is rnn, gru or lstm):
  embedding  nn.Embedding -> nn.RNN -> nn.Linear, the usual way
  onehot     one-hot vectors -> nn.RNN -> nn.Linear
  gather     rows of W_xh gathered, the recurrence written out with addmm (one layer of rnn)
`sample` draws one symbol after another: with the module called for each step and, for rnn, with the
step written out, also compiled by TorchScript.
"""
import json
import os
import statistics
import sys
import time

what, cell, numbers = sys.argv[1], sys.argv[2], [float(x) for x in sys.argv[3:]]
threads = int(numbers[-2])
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(threads)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(1)


class Usual(nn.Module):
    def __init__(self, vocabulary, hidden, onehot, layers=1):
        super().__init__()
        self.vocabulary, self.onehot = vocabulary, onehot
        width = vocabulary if onehot else hidden
        self.embedding = None if onehot else nn.Embedding(vocabulary, width)
        self.rnn = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[cell](width, hidden, layers)
        self.output = nn.Linear(hidden, vocabulary)

    def forward(self, ids, state):
        x = F.one_hot(ids, self.vocabulary).float() if self.onehot else self.embedding(ids)
        y, state = self.rnn(x, state)
        return self.output(y), state


class Gathered(nn.Module):
    def __init__(self, vocabulary, hidden):
        super().__init__()
        bound = hidden**-0.5
        self.rows = nn.Embedding(vocabulary, hidden)
        self.recurrent = nn.Parameter(torch.empty(hidden, hidden).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.output = nn.Linear(hidden, vocabulary)

    def forward(self, ids, state):
        h, outputs = state[0], []
        for x in (self.rows(ids) + self.bias).unbind(0):
            h = torch.tanh(torch.addmm(x, h, self.recurrent))
            outputs.append(h)
        return self.output(torch.stack(outputs)), h[None]


def timed(step, budget):
    for _ in range(3):
        step()
    times, end = [], time.perf_counter() + budget
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times), min(times), len(times)


def zeros(layers, batch, hidden):
    state = torch.zeros(layers, batch, hidden)
    return (state, state.clone()) if cell == "lstm" else state


def train(batch, steps, hidden, layers, vocabulary, budget):
    forms = ["embedding", "onehot"] + ["gather"] * (cell == "rnn" and layers == 1)
    for form in forms:
        model = Gathered(vocabulary, hidden) if form == "gather" else Usual(
            vocabulary, hidden, form == "onehot", layers)
        parameters = list(model.parameters())
        optimizer = torch.optim.Adam(parameters, lr=1e-3)
        ids = torch.randint(0, vocabulary, (steps + 1, batch))
        state = zeros(layers, batch, hidden)

        def step():
            nonlocal state
            logits, after = model(ids[:-1], state)
            loss = F.cross_entropy(logits.view(-1, vocabulary), ids[1:].reshape(-1))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 5.0)
            optimizer.step()
            state = (after[0].detach(), after[1].detach()) if cell == "lstm" else after.detach()

        median, least, count = timed(step, budget / len(forms))
        print(json.dumps({
            "what": "train", "cell": cell, "form": form, "threads": threads, "ms": median * 1e3,
            "msLeast": least * 1e3, "repetitions": count, "torch": torch.__version__,
            "symbolsPerSecond": batch * steps / median}), flush=True)


def written_out(rows, recurrent, output, bias, h, x, count: int):
    for _ in range(count):
        h = torch.tanh(torch.addmm(rows[x], h, recurrent))
        x = torch.multinomial(torch.softmax(torch.addmm(bias, h, output), -1), 1)[:, 0]
    return h, x


def lstm_written_out(rows, recurrent, output, bias, h, c, x, count: int):
    for _ in range(count):
        i, f, g, o = torch.addmm(rows[x], h, recurrent).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        x = torch.multinomial(torch.softmax(torch.addmm(bias, h, output), -1), 1)[:, 0]
    return h, c, x


def sample(batch, hidden, vocabulary, budget):
    width = {"rnn": 1, "gru": 3, "lstm": 4}[cell] * hidden
    rows = torch.randn(vocabulary, width) * 0.1
    recurrent = torch.randn(hidden, width) * hidden**-0.5
    output, bias = torch.randn(hidden, vocabulary) * 0.1, torch.zeros(vocabulary)
    module = Usual(vocabulary, hidden, False)
    compiled = torch.jit.script(written_out)
    h, x = torch.zeros(batch, hidden), torch.zeros(batch, dtype=torch.long)
    state, symbols = zeros(1, batch, hidden), torch.zeros(1, batch, dtype=torch.long)

    def module_steps():
        nonlocal state, symbols
        for _ in range(20):
            logits, state = module(symbols, state)
            symbols = torch.multinomial(torch.softmax(logits[0], -1), 1).view(1, batch)

    def steps(function):
        def run():
            nonlocal h, x
            h, x = function(rows, recurrent, output, bias, h, x, 20)
        return run

    c = torch.zeros(batch, hidden)
    step = nn.LSTMCell(hidden, hidden) if cell == "lstm" else None

    def cell_steps():
        nonlocal h, c, x
        for _ in range(20):
            h, c = step(module.embedding(x), (h, c))
            x = torch.multinomial(torch.softmax(module.output(h), -1), 1)[:, 0]

    def lstm_steps(function):
        def run():
            nonlocal h, c, x
            h, c, x = function(rows, recurrent, output, bias, h, c, x, 20)
        return run

    forms = {"module": module_steps}
    if cell == "lstm":
        forms |= {"cell": cell_steps, "written out": lstm_steps(lstm_written_out),
                  "script": lstm_steps(torch.jit.script(lstm_written_out))}
    if cell == "rnn":
        forms |= {"written out": steps(written_out), "script": steps(compiled)}
    with torch.inference_mode():
        for form, run in forms.items():
            median, least, _ = timed(run, budget / len(forms))
            print(json.dumps({
                "what": "sample", "cell": cell, "form": form, "threads": threads, "us": median / 20 * 1e6,
                "usLeast": least / 20 * 1e6, "torch": torch.__version__,
                "symbolsPerSecond": batch * 20 / median}), flush=True)


if what == "train":
    train(*(int(n) for n in numbers[:5]), numbers[6])
elif what == "sample":
    sample(*(int(n) for n in numbers[:3]), numbers[4])
else:
    sys.exit(__doc__)
