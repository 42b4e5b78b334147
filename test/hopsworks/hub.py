"""Imports from the model hub, as the newer client has them."""
from told import tell, trouble

import hopsworks

mr = hopsworks.login().get_model_registry()
model = mr.hf_download("acme/tiny-model", selected_formats=["safetensors"], poll_interval=1)
tell(imported=[model.name, model.version, model.framework])
tell(missing=trouble(lambda: mr.hf_download("acme/nothing", poll_interval=1)))
tell(odd=trouble(lambda: mr.hf_download("acme/tiny-model", selected_formats=["papyrus"])))
