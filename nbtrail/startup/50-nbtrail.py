# Runs at the start of every IPython kernel of this environment, and does nothing
# unless automatic recording was switched on (nbtrail/companion/autoload.py tells how).
# It imports the standard library only, leaves no name behind, and never raises.


def _nbtrail_startup():
    import os
    import sys

    setting = os.environ.get("NBTRAIL_AUTOLOAD", "").strip()
    if setting == "0":
        return
    if setting != "1":
        home = os.environ.get("NBTRAIL_HOME")
        if not home:
            if sys.platform == "win32":
                base = os.environ.get("LOCALAPPDATA") or os.path.join("~", "AppData", "Local")
            elif sys.platform == "darwin":
                base = os.path.join("~", "Library", "Application Support")
            else:
                base = os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
            home = os.path.join(base, "nbtrail")
        if not os.path.exists(os.path.join(os.path.expanduser(home), "autoload")):
            return
    get_ipython().extension_manager.load_extension("nbtrail")  # noqa: F821


try:  # noqa: SIM105 - leaves no name behind
    _nbtrail_startup()
except Exception:  # a kernel has to start, whatever is wrong with nbtrail
    pass
del _nbtrail_startup
