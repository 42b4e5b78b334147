"""Imports from the model hub, as the newer client has them."""
from told import tell, trouble

import hopsworks

mr = hopsworks.login().get_model_registry()
model = mr.hf_download("acme/tiny-model", selected_formats=["safetensors"], poll_interval=1)
tell(imported=[model.name, model.version, model.framework])
own = mr.hf_download("acme/gated-model", hf_token="hf_of_mine", selected_formats=["safetensors"], poll_interval=1)
tell(gated=[own.name, own.version], refused=trouble(lambda: mr.hf_download("acme/gated-model", selected_formats=["safetensors"], poll_interval=1)))
tell(missing=trouble(lambda: mr.hf_download("acme/nothing", poll_interval=1)))
tell(odd=trouble(lambda: mr.hf_download("acme/tiny-model", selected_formats=["papyrus"])))
