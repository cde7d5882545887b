"""Configurations as people keep them: every value is recorded, each on its own."""

from __future__ import annotations

import pytest


def test_mappings_of_which_a_value_cannot_be_read_keep_the_others(params_of):
    found, told = params_of(
        """
        from collections.abc import Mapping
        class Lazy(Mapping):
            def __getitem__(self, key):
                if key == "data":
                    raise ValueError("nobody knows")
                return {"lr": 0.1, "width": 8}[key]
            def __iter__(self):
                return iter(["lr", "data", "width"])
            def __len__(self):
                return 3
        class Mute:
            def __repr__(self):
                raise RuntimeError("mute")
        class Closed(Lazy):
            def __iter__(self):
                raise OSError("closed")
        class Shut(dict):
            def __iter__(self):
                raise OSError("shut")
            keys = items = __iter__
        given = {"seed": 1, "cfg": Lazy(), "list": [Mute(), 2], "mute": Mute(), "closed": Closed(), "shut": Shut(a=1)}
        """
    )
    assert found == {
        "seed": 1, "cfg.lr": 0.1, "cfg.data": "unreadable: ValueError: nobody knows", "cfg.width": 8,
        "list": ["unreadable: RuntimeError: mute", 2], "mute": "unreadable: RuntimeError: mute",
        "closed": "unreadable: OSError: closed", "shut.a": 1,
    }  # fmt: skip
    [line] = told.splitlines()
    assert "'cfg.data', 'list', 'mute', 'closed'" in line and line.endswith("[NT219]")


def test_the_standard_librarys_objects(params_of):
    found, told = params_of(
        """
        import argparse, collections, dataclasses, types, typing
        @dataclasses.dataclass
        class Optimizer:
            lr: float = 0.1
            betas: tuple = (0.9, 0.99)
            shared: typing.ClassVar[int] = 3
        @dataclasses.dataclass(slots=True)
        class Config:
            optimizer: Optimizer = dataclasses.field(default_factory=Optimizer)
            name: str = "x"
        unset = Config()
        del unset.name
        class Plain:
            base = 3
            def __init__(self):
                self.lr, self._hidden, self.act = 0.1, 1, print
            def method(self):
                pass
        given = {
            "dataclass": Config(), "unset": unset, "namespace": argparse.Namespace(a=1, b=Optimizer()),
            "simple": types.SimpleNamespace(a=1), "named": collections.namedtuple("Named", "a b")(1, 2),
            "chain": collections.ChainMap({"a": 1}), "proxy": types.MappingProxyType({"a": 1}), "plain": Plain(),
            "deque": collections.deque([1]), "keys": {"a": 1}.keys(), "empty": {}, 1: "one", "1": "text", None: 0, (1, 2): 3,
        }
        """
    )
    assert told.count("\n") == 1 and "'unset.name'" in told
    assert found.pop("unset.name").startswith("unreadable: AttributeError")
    assert found == {
        "dataclass.optimizer.lr": 0.1, "dataclass.optimizer.betas": [0.9, 0.99], "dataclass.name": "x",
        "unset.optimizer.lr": 0.1, "unset.optimizer.betas": [0.9, 0.99],
        "namespace.a": 1, "namespace.b.lr": 0.1, "namespace.b.betas": [0.9, 0.99], "simple.a": 1,
        "named.a": 1, "named.b": 2, "chain.a": 1, "proxy.a": 1, "plain.base": 3, "plain.lr": 0.1, "deque": [1],
        "keys": ["a"], "empty": {}, "1": "one", "1 (2)": "text", "None": 0, "(1, 2)": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        "Config",
        "Config()",
        "types.SimpleNamespace(lr=0.1)",
        "module",
        "[('lr', 0.1)]",
        "pandas.Series({'lr': 0.1})",
    ],
)
def test_attributes_of_an_object_class_or_module_are_a_whole_configuration(params_of, given):
    found, told = params_of(
        f"""
        import types, pandas
        class Config:
            lr = 0.1
            def method(self):
                pass
        module = types.ModuleType("config")
        exec("import os\\nlr = 0.1\\ndef f(): pass", module.__dict__)
        given = {given}
        """
    )
    assert (found, told) == ({"lr": 0.1}, "")


def test_pydantic_models_of_both_versions(params_of):
    pytest.importorskip("pydantic", minversion="2")
    found, told = params_of(
        """
        import enum, pathlib, pydantic, pydantic.v1
        class Mode(enum.Enum):
            FAST = "fast"
        class Optimizer(pydantic.BaseModel):
            lr: float = 0.1
        class Config(pydantic.BaseModel):
            model_config = {"extra": "allow"}
            optimizer: Optimizer = Optimizer()
            mode: Mode = Mode.FAST
            path: pathlib.Path = pathlib.Path("data")
            hidden: pydantic.SecretStr = pydantic.SecretStr("hush-hush")
            @pydantic.computed_field
            @property
            def twice(self) -> float:
                return 2 * self.optimizer.lr
            @pydantic.computed_field
            @property
            def broken(self) -> float:
                raise RuntimeError("not yet")
        class Root(pydantic.RootModel):
            root: dict[str, int] = {"a": 1}
        class Old(pydantic.v1.BaseModel):
            lr: float = 0.1
            hidden: pydantic.v1.SecretStr = pydantic.v1.SecretStr("hush-hush")
        class Layers(pydantic.RootModel):
            root: list[Optimizer] = [Optimizer()]
        class Service(pydantic.BaseModel):
            url: pydantic.HttpUrl = pydantic.HttpUrl("https://example.org/data")
        given = {"new": Config(more=3), "old": Old(), "root": Root(), "layers": Layers(), "service": Service()}
        """
    )
    assert found == {
        "new.optimizer.lr": 0.1, "new.mode": "fast", "new.path": "data", "new.hidden": "**********", "new.twice": 0.2,
        "new.broken": "unreadable: RuntimeError: not yet", "new.more": 3, "old.lr": 0.1, "old.hidden": "**********",
        "root.a": 1, "layers": [{"lr": 0.1}], "service.url": "https://example.org/data",
    }  # fmt: skip
    assert told.count("\n") == 1


def test_attrs_omegaconf_ml_collections_absl_and_traitlets(params_of):
    for library in ("attrs", "omegaconf", "ml_collections", "absl"):
        pytest.importorskip(library)
    found, told = params_of(
        """
        import attrs, dataclasses, ml_collections, traitlets, traitlets.config
        from absl import flags
        from omegaconf import OmegaConf
        @attrs.define
        class Attrs:
            lr: float = 0.1
        @dataclasses.dataclass
        class Schema:
            lr: float = 0.1
        omega = OmegaConf.create({
            "data": "???", "twice": "${lr}", "lr": 0.1, "home": "${oc.env:NO_SUCH_VARIABLE_HERE}",
            "list": [1, "???", {"a": 2}], "none": None,
        })
        collection = ml_collections.ConfigDict({"lr": 0.1, "inner": {"b": 2}})
        collection.same = collection.get_ref("lr")
        flags.DEFINE_float("rate", 0.1, "learning rate")
        held = flags.DEFINE_integer("workers", 4, "processes")
        flags.FLAGS(["program", "--rate=0.5"])
        class Traits(traitlets.config.Configurable):
            lr = traitlets.Float(0.1).tag(config=True)
        config = traitlets.config.Config()
        config.Part.lr = 0.1
        given = {
            "attrs": Attrs(), "omega": omega, "schema": OmegaConf.structured(Schema), "ml": collection,
            "frozen": ml_collections.FrozenConfigDict(collection), "ref": ml_collections.FieldReference(3),
            "flags": flags.FLAGS, "flag": held, "traits": Traits(), "config": config,
        }
        """
    )
    assert told.count("\n") == 1 and "'omega.data'" in told and "'omega.home'" in told
    unread = {key for key, value in found.items() if str(value).startswith("unreadable: ")}
    assert unread == {"omega.data", "omega.home"}
    assert found["omega.list"][0] == 1 and found["omega.list"][2] == {"a": 2}
    assert found["omega.list"][1].startswith("unreadable: MissingMandatoryValue")
    for key in [*unread, "omega.list"]:
        del found[key]
    assert found == {
        "attrs.lr": 0.1, "omega.twice": 0.1, "omega.lr": 0.1, "omega.none": None, "schema.lr": 0.1,
        "ml.lr": 0.1, "ml.inner.b": 2, "ml.same": 0.1, "frozen.lr": 0.1, "frozen.inner.b": 2, "frozen.same": 0.1,
        "ref": 3, "flags.rate": 0.5, "flags.workers": 4, "flag": 4, "traits.lr": 0.1, "config.Part.lr": 0.1,
    }  # fmt: skip


def test_what_stands_in_for_an_object_costs_only_itself(params_of):
    """Proxies, some of an object that is gone, say whatever they like when they are asked what they are."""
    found, told = params_of(
        """
        import weakref
        class Gone:
            pass
        class Outside:
            @property
            def __class__(self):
                raise RuntimeError("outside of the application")
        class Lazy:
            def __init__(self, value):
                self.value = value
            @property
            def __class__(self):
                return type(self.value)
            def __str__(self):
                return str(self.value)
        dead = weakref.proxy(Gone())
        given = {"seed": 1, "dead": dead, "outside": Outside(), "list": [2, dead, {"in": Outside()}], "text": Lazy("later"), "last": 3}
        import nbtrail
        for each in (dead, Outside()):
            run = nbtrail.run("odd", each, params=each, tags=each, project=each)
            run.log({"a": 1.0, "bad": each, "b": 2.0})
            run.log(each, step=each)
            run.tags = run.name = run.notes = run.params = each
            run.tag([each, "t"])
            run.log_artifact(text=each, name="text.txt")
            run.finish(each)
        class Shy(str):
            def __len__(self):
                raise RuntimeError("not long")
        class Locked(list):
            def __iter__(self):
                raise RuntimeError("locked")
        run.log_artifact(Shy("words"))
        run.params.update(Locked())
        """
    )
    gone = "unreadable: ReferenceError: weakly-referenced object no longer exists"
    outside = "unreadable: RuntimeError: outside of the application"
    wanted = {
        "seed": 1, "dead": gone, "outside": outside, "list": [2, gone, {"in": outside}], "text": "later", "last": 3,
    }  # fmt: skip
    assert {key: found[key] for key in wanted} == wanted and "NT299" not in told


def test_estimators_with_their_steps_by_name(params_of):
    found, told = params_of(
        """
        from sklearn.pipeline import Pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC
        given = {"model": Pipeline([("scale", StandardScaler()), ("svm", SVC(C=2))])}
        """
    )
    assert told == "" and found["model.class"] == "Pipeline" and found["model.svm.class"] == "SVC"
    assert found["model.svm.C"] == 2 and found["model.scale.with_mean"] is True
    assert "model.steps" not in found
