"""JupyterLab as the browser tests run it: Galata's settings, a token-free local server."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.root_dir = os.environ["NBTRAIL_TEST_ROOT"]  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.ServerApp.log_level = "ERROR"  # noqa: F821
