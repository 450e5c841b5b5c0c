"""What `accelerator.py` runs in processes of their own."""
