"""Worksheets: derivations in which some lines are asked instead of told, with their keys."""
