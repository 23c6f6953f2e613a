"""What a problem states besides its equations, compared with them; and where it clashes, by which convention."""
