"""Tests of fleet on real machines; `Tests/Lab/check` runs them."""
