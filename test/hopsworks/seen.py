"""How the client sees a deployment that was changed through another API."""
import os

from told import tell

import hopsworks

# The only project there is needs no name
del os.environ["HOPSWORKS_PROJECT"]
project = hopsworks.login()
ms = project.get_model_serving()
shared = ms.get_deployment(os.environ["DEPLOYMENT"])
tell(status=shared.get_state().status, name=shared.name, creator=shared.creator)
foreign = ms.get_deployment(os.environ["FOREIGN"])
tell(foreign=[foreign.name, foreign.model_name, foreign.get_state().status], all=sorted(each.name for each in ms.get_deployments()))
foreign.stop()
tell(stopped=foreign.get_state().status)
