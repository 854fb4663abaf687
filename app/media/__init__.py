"""Turn an original picture into public renditions: pure functions and the process that runs them."""
