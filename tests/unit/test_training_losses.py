"""What a step makes small: once or twice read, and with the words moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.unit.test_training_stance import tiny, tokenised
from training import losses, stance

RUN = stance.RUNS["trunk"]
FOUND = tokenised(RUN)
ROWS = np.arange(5)


def item(loss):
    """Return a loss as a number."""
    return loss.detach().item()


def gradients(network):
    """Return what a backward pass left behind, by name."""
    return {name: p.grad.clone() for name, p in network.named_parameters() if p.grad is not None}


def test_a_share_of_a_step_counts_as_much_as_it_is():
    """The parts of a step add up to the mean over all of its pairs."""
    network = tiny().eval()
    whole = losses.stance(network, FOUND, ROWS, 5)
    parts = losses.stance(network, FOUND, ROWS[:2], 5) + losses.stance(network, FOUND, ROWS[2:], 5)
    assert item(whole) == pytest.approx(item(parts), abs=1e-5)


def test_two_readings_that_agree_are_as_wrong_as_one():
    """Without dropout both answers are the same, and agreement costs nothing."""
    network = tiny().eval()
    once = losses.stance(network, FOUND, ROWS, 5)
    assert item(losses.stance_twice(network, FOUND, ROWS, 5, 7.0)) == pytest.approx(item(once), abs=1e-5)


def test_readings_that_differ_cost_more_the_more_agreement_counts():
    """With dropout the same two answers lie apart, and the loss rises with what that weighs."""
    network = tiny().train()
    network.classifier.weight.data.mul_(100)

    def loss(agreement):
        torch.manual_seed(3)
        return item(losses.stance_twice(network, FOUND, ROWS, 5, agreement))

    assert loss(0.0) < loss(1.0) < loss(4.0)
    assert loss(4.0) - loss(0.0) == pytest.approx(4 * (loss(1.0) - loss(0.0)), rel=1e-3)


def test_moved_words_are_harder_than_those_that_were_written():
    """The direction is the one that hurts: further is worse, and the other way round would help."""
    network = tiny().eval()
    plain = item(losses.stance(network, FOUND, ROWS, 5))
    worse = [item(losses.stance_disturbed(network, FOUND, ROWS, 5, 0.0, shift)) for shift in (0.0, 0.02, 0.1)]
    assert worse[0] == pytest.approx(plain, abs=1e-5)
    assert worse[0] < worse[1] < worse[2]
    assert item(losses.stance_disturbed(network, FOUND, ROWS, 5, 0.0, -0.1)) < plain


def test_both_readings_leave_their_gradients():
    """Half of the gradient comes from each reading; without a shift they are one and the same."""
    network = tiny().eval()
    losses.stance(network, FOUND, ROWS, 5).backward()
    plain = gradients(network)
    network.zero_grad()
    losses.stance_disturbed(network, FOUND, ROWS, 5, 1.0, 0.0).backward()
    both = gradients(network)
    assert set(both) == set(plain)
    assert all(torch.allclose(both[name], plain[name], atol=1e-5) for name in plain)


@pytest.mark.parametrize("frozen", [0, 1])
def test_a_run_with_moved_words(frozen):
    """It runs with trained and with frozen word vectors, and every head stays finite."""
    run = replace(
        RUN, steps=4, batch=3, questions=1, consistency=1.0, shift=0.1, words=not frozen, frozen=frozen
    )
    after = stance.train(tiny(), FOUND, run, "cpu").state_dict()
    assert all(torch.isfinite(weight).all() for weight in after.values())
    assert not torch.equal(after["classifier.weight"], tiny().state_dict()["classifier.weight"])
