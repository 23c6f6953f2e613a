"""Judging what somebody wrote: answers, claims, and what is wrong with them."""
