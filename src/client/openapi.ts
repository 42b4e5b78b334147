// Made by `npm run types` from the API's own description. Change the routes, not this file.

export interface paths {
  "/console/password": {
    /**
     * Changes the password of who is signed in
     * @description By the access token of a session, not by its cookie. All other sessions of the person end.
     */
    post: operations["console.password.change"];
  };
  "/console/session": {
    /**
     * Tells who is signed in, and gives an access token for minutes
     * @description Nobody being signed in is an answer, too: it says how one could.
     */
    get: operations["console.session.get"];
    /** Signs in with a password */
    post: operations["console.session.create"];
    /** Signs out */
    delete: operations["console.session.delete"];
  };
  "/healthz": {
    /** The gateway process is alive */
    get: operations["get_healthz"];
  };
  "/oauth/token": {
    /** Exchanges client credentials for an access token */
    post: operations["oauth.token"];
  };
  "/readyz": {
    /** The gateway is able to serve */
    get: operations["get_readyz"];
  };
  "/v1/batches": {
    /** Lists the batches of the resource group */
    get: operations["batches.list"];
    /** Has the lines of a file called within 24 hours, in idle capacity */
    post: operations["batches.create"];
  };
  "/v1/batches/{id}": {
    /** Shows a batch, and how far it is */
    get: operations["batches.get"];
  };
  "/v1/batches/{id}/cancel": {
    /** Ends a batch; what was answered stays, and is in its output file */
    post: operations["batches.cancel"];
  };
  "/v1/files": {
    /** Lists the files of the resource group */
    get: operations["files.list"];
    /**
     * Uploads a file of lines for batches
     * @description A form (multipart/form-data) with the part `file`, the field `purpose` ("batch") and, if it is to go by itself, `expires_after[anchor]` ("created_at") and `expires_after[seconds]`. One that is too large is refused with the limit.
     */
    post: operations["files.create"];
  };
  "/v1/files/{id}": {
    /** Shows a file */
    get: operations["files.get"];
    /** Deletes a file */
    delete: operations["files.delete"];
  };
  "/v1/files/{id}/content": {
    /** Downloads a file */
    get: operations["files.content"];
  };
  "/v2/admin/about": {
    /**
     * What this server is, and where its dialects are
     * @description Administrators of the whole installation are told of machine, engines, runtimes and settings, too.
     */
    get: operations["about.get"];
  };
  "/v2/admin/about/checks": {
    /** What is right and wrong with this installation */
    get: operations["about.check"];
  };
  "/v2/admin/apiKeys": {
    /** Lists API keys, revoked ones too */
    get: operations["api_keys.query"];
    /**
     * Creates an API key
     * @description The answer shows the key, this once. Nobody gives away more than they have.
     */
    post: operations["api_keys.create"];
  };
  "/v2/admin/apiKeys/{id}": {
    /** Revokes an API key */
    delete: operations["api_keys.revoke"];
  };
  "/v2/admin/applications": {
    /** Lists applications */
    get: operations["applications.get_all"];
    /** Keeps the templates of a folder in a repository the same here */
    post: operations["applications.create"];
  };
  "/v2/admin/applications/{applicationName}": {
    /** Reads an application */
    get: operations["applications.get"];
    /** Forgets an application and the templates that it brought; what deployments use stays until they are gone */
    delete: operations["applications.delete"];
    /** Points an application elsewhere */
    patch: operations["applications.update"];
  };
  "/v2/admin/applications/{applicationName}/refresh": {
    /** Synchronises an application now */
    post: operations["applications.refresh"];
  };
  "/v2/admin/applications/{applicationName}/status": {
    /** Says how the last synchronisation went, file by file */
    get: operations["applications.get_status"];
  };
  "/v2/admin/audit": {
    /**
     * Who changed what, and who was refused it, newest first
     * @description Of the resource groups that the credential may enter. Bodies and secrets are not in it. With `Accept: text/csv` as CSV.
     */
    get: operations["audit.query"];
  };
  "/v2/admin/budgets": {
    /** Lists budgets with what was spent of them */
    get: operations["budgets.query"];
    /**
     * Limits what may be spent
     * @description A call is refused when it could cost more than what is left. What the scope has spent in this period already counts. Takes an administrator of the group, or of the installation where the scope names no group.
     */
    post: operations["budgets.create"];
  };
  "/v2/admin/budgets/{budgetId}": {
    /** One budget with what was spent of it */
    get: operations["budgets.get"];
    /** Removes a budget */
    delete: operations["budgets.remove"];
    /** Changes amount, thresholds or whether a budget blocks */
    patch: operations["budgets.change"];
  };
  "/v2/admin/catalog": {
    /** All models with versions, dates and prices */
    get: operations["catalog.query"];
  };
  "/v2/admin/catalog/{executableId}/{model}": {
    /**
     * Adds a model, or overrides what is shipped of one
     * @description Running deployments follow at once: `latest` may stand for another version, or a version be retired.
     */
    put: operations["catalog.put"];
    /** Takes an override back */
    delete: operations["catalog.remove"];
  };
  "/v2/admin/connections": {
    /** List connections */
    get: operations["connection.query"];
    /** Create a connection to a provider account */
    post: operations["connection.create"];
  };
  "/v2/admin/connections/{name}": {
    /** Get a connection */
    get: operations["connection.get"];
    /** Delete a connection that no running deployment uses */
    delete: operations["connection.delete"];
    /** Change a connection */
    patch: operations["connection.modify"];
  };
  "/v2/admin/connections/{name}/test": {
    /** Call the provider once, to see whether address and credential work */
    post: operations["connection.test"];
  };
  "/v2/admin/deployments/{deploymentId}/batcher": {
    /** Tells how calls of a deployment are batched */
    get: operations["batcher.get"];
    /**
     * Batches calls of a deployment
     * @description Holds from the next call on; no instance is started again.
     */
    put: operations["batcher.set"];
    /** Batches calls of a deployment no more */
    delete: operations["batcher.remove"];
  };
  "/v2/admin/deployments/{deploymentId}/inferenceLog": {
    /** Tells what is kept of the calls of a deployment */
    get: operations["inferenceLog.get"];
    /**
     * Keeps requests and answers of a deployment
     * @description Calls go on as before: what cannot be kept in time is dropped and counted, never waited for.
     */
    put: operations["inferenceLog.set"];
    /** Keeps nothing of the calls of a deployment any more */
    delete: operations["inferenceLog.remove"];
  };
  "/v2/admin/diagnostics": {
    /**
     * A bundle for whoever helps with trouble, as .tar.gz
     * @description Facts, checks, settings without secrets, the ends of the logs, deployments with their statuses, events of a week, the audit trail of a day.
     */
    get: operations["diagnostics.get"];
  };
  "/v2/admin/dockerRegistrySecrets": {
    /** Lists registry secrets */
    get: operations["docker_registry_secrets.query"];
    /** Creates a registry secret */
    post: operations["docker_registry_secrets.create"];
  };
  "/v2/admin/dockerRegistrySecrets/{dockerRegistryName}": {
    /** Reads a registry secret */
    get: operations["docker_registry_secrets.get"];
    /** Deletes a registry secret */
    delete: operations["docker_registry_secrets.delete"];
    /** Changes a registry secret */
    patch: operations["docker_registry_secrets.patch"];
  };
  "/v2/admin/events": {
    /**
     * What happened that somebody may want to know, newest first
     * @description Of the groups and deployments that the credential may see. Kept for 400 days.
     */
    get: operations["events.query"];
  };
  "/v2/admin/models/files": {
    /** List imported model files */
    get: operations["model.file.query"];
  };
  "/v2/admin/models/files/{sha256}": {
    /** Delete a model file that no running deployment uses */
    delete: operations["model.file.delete"];
  };
  "/v2/admin/models/imports": {
    /** List imports, newest first */
    get: operations["model.import.query"];
    /** Import a model file */
    post: operations["model.import.create"];
  };
  "/v2/admin/models/imports/{id}": {
    /** Get an import and how far it is */
    get: operations["model.import.get"];
    /** Cancel a running import */
    delete: operations["model.import.cancel"];
  };
  "/v2/admin/notification-targets": {
    /** Lists who is told of events */
    get: operations["notificationTargets.query"];
    /**
     * Has somebody told of events from now on
     * @description A webhook gets each event as a CloudEvent 1.0 in JSON, and answers 2xx; otherwise it is tried again for about three days, by the same id. E-mail needs an SMTP server, which the installation is told of.
     */
    post: operations["notificationTargets.create"];
  };
  "/v2/admin/notification-targets/{targetId}": {
    /** Tells it nothing any more */
    delete: operations["notificationTargets.remove"];
    /**
     * Changes where it is told, of what, and how it is signed
     * @description What is absent stays as it is. Kind and resource group stay; make another target for another.
     */
    patch: operations["notificationTargets.modify"];
  };
  "/v2/admin/notification-targets/{targetId}/deliveries": {
    /** What it was told last, and what it is still to be told; the newest first, at most a hundred */
    get: operations["notificationDeliveries.query"];
  };
  "/v2/admin/notification-targets/{targetId}/test": {
    /** Sends it a word now */
    post: operations["notificationTargets.test"];
  };
  "/v2/admin/oauthClients": {
    /** Lists OAuth clients, revoked ones too */
    get: operations["oauth_clients.query"];
    /**
     * Creates an OAuth client
     * @description The answer is its service key, this once. Nobody gives away more than they have.
     */
    post: operations["oauth_clients.create"];
  };
  "/v2/admin/oauthClients/{clientId}": {
    /** Revokes an OAuth client and all its tokens */
    delete: operations["oauth_clients.revoke"];
  };
  "/v2/admin/objectStoreSecrets": {
    /** Lists object stores, without their credentials */
    get: operations["object_store_secrets.query"];
    /** Registers an object store */
    post: operations["object_store_secrets.create"];
  };
  "/v2/admin/objectStoreSecrets/{objectStoreName}": {
    /** Reads an object store, without its credentials */
    get: operations["object_store_secrets.get"];
    /** Forgets an object store */
    delete: operations["object_store_secrets.delete"];
    /** Changes an object store */
    patch: operations["object_store_secrets.patch"];
  };
  "/v2/admin/people": {
    /** Lists people who sign in */
    get: operations["people.query"];
    /** Adds a person */
    post: operations["people.create"];
  };
  "/v2/admin/people/{personId}": {
    /** Reads a person */
    get: operations["people.get"];
    /** Removes a person, with their sessions */
    delete: operations["people.remove"];
    /**
     * Changes a person, or sets their password
     * @description Refused where nobody would be left who may do everything.
     */
    patch: operations["people.change"];
  };
  "/v2/admin/people/{personId}/sessions": {
    /** Lists where a person is signed in */
    get: operations["people.sessions.query"];
    /**
     * Signs a person out everywhere
     * @description Their tokens are refused within a second.
     */
    delete: operations["people.sessions.end"];
  };
  "/v2/admin/pools": {
    /** Lists pools that capacity was taken from, or that were given a limit, and what is left of them */
    get: operations["pools.query"];
    /**
     * Says how much capacity there is, for a group or for each, of a model or of each
     * @description What is taken already stays; nothing more is taken beyond the limit.
     */
    put: operations["pools.set"];
  };
  "/v2/admin/pools/limits": {
    /** Lists limits of pools as they were set */
    get: operations["poolLimits.query"];
  };
  "/v2/admin/quota/model": {
    /**
     * Limits of requests for models
     * @description Of the tenant, or with AI-Resource-Group of that group alone.
     */
    get: operations["quota.get_model_quota"];
  };
  "/v2/admin/quota/requests": {
    /** Quota requests and what became of them */
    get: operations["quota.query_requests"];
    /**
     * Asks for a limit of requests for a model
     * @description An administrator’s own request is approved at once.
     */
    post: operations["quota.create_request"];
  };
  "/v2/admin/quota/requests/{requestId}": {
    /** Approves or rejects a quota request */
    patch: operations["quota.decide_request"];
  };
  "/v2/admin/quotas": {
    /** Lists limits of calls and tokens */
    get: operations["quotas.query"];
    /**
     * Limits calls or tokens
     * @description Takes an administrator of the group, or of the installation where the scope names no group.
     */
    post: operations["quotas.create"];
  };
  "/v2/admin/quotas/{quotaId}": {
    /** One limit of calls and tokens */
    get: operations["quotas.get"];
    /** Removes a limit of calls and tokens */
    delete: operations["quotas.remove"];
    /**
     * Changes the numbers of a limit
     * @description What has passed in the last minute goes on counting.
     */
    patch: operations["quotas.change"];
  };
  "/v2/admin/rates": {
    /** Lists rate cards */
    get: operations["rates.query"];
    /**
     * Says what tokens, instances or provisioned units cost from a day on
     * @description Of the cards in force on the day of use the most telling one counts: one that names the model before one that does not, then plan, tier, deployment type, version, executable, residency; of equal ones the newest. Without a card the catalog’s price holds; batches are charged half of what is not said for batches. What was charged before stays as it is.
     */
    post: operations["rates.create"];
  };
  "/v2/admin/rates/{rateId}": {
    /** One rate card */
    get: operations["rates.get"];
    /** Removes a rate card; one that it replaced holds again */
    delete: operations["rates.remove"];
    /** Changes figures or days of a rate card */
    patch: operations["rates.change"];
  };
  "/v2/admin/rates/rerate": {
    /**
     * Charges what was used again, by the prices that hold now for the days of use
     * @description Of calls that are still kept and metered hours; sums and budgets follow. Goes on after a restart. The answer tells how far it is; ask again at `/v2/admin/rerates/{id}` where it is still running.
     */
    post: operations["rates.rerate"];
  };
  "/v2/admin/registryQuotas/{resourceGroupId}": {
    /** Limits the storage of a resource group */
    put: operations["registry.quota.set"];
  };
  "/v2/admin/repositories": {
    /** Lists repositories, without their credentials */
    get: operations["repositories.get_all"];
    /** Registers a git repository */
    post: operations["repositories.create"];
  };
  "/v2/admin/repositories/{repositoryName}": {
    /** Reads a repository, without its credentials */
    get: operations["repositories.get"];
    /** Forgets a repository that no application uses */
    delete: operations["repositories.delete"];
    /** Changes the credentials of a repository */
    patch: operations["repositories.update"];
  };
  "/v2/admin/rerates": {
    /** Lists corrections of what was charged, newest first */
    get: operations["rerates.query"];
  };
  "/v2/admin/rerates/{rerateId}": {
    /** How far a correction is */
    get: operations["rerates.get"];
  };
  "/v2/admin/resourceGroups": {
    /**
     * Lists the resource groups that the caller may use
     * @description With the header `Prefer: maxpagesize=N` in pages: the header `Link` and `continueToken` lead to the next.
     */
    get: operations["resourcegroups.get_all"];
    /** Creates a resource group */
    post: operations["resourcegroups.create"];
  };
  "/v2/admin/resourceGroups/{resourceGroupId}": {
    /** Reads a resource group */
    get: operations["resourcegroups.get"];
    /** Deletes a resource group and everything in it */
    delete: operations["resourcegroups.delete"];
    /**
     * Changes the labels of a resource group
     * @description Labels are merged; the value "" takes one away.
     */
    patch: operations["resourcegroups.patch"];
  };
  "/v2/admin/resourceGroups/{resourceGroupId}/accountKeys": {
    /** Says whether the two keys of a resource group are taken */
    get: operations["account_keys.get"];
    /** Switches the two keys of a resource group off or on */
    put: operations["account_keys.switch"];
  };
  "/v2/admin/resourceGroups/{resourceGroupId}/listKeys": {
    /**
     * Shows the two keys of a resource group
     * @description They are made when they are first asked for: role consumer, for all deployments of the group.
     */
    post: operations["account_keys.list"];
  };
  "/v2/admin/resourceGroups/{resourceGroupId}/regenerateKey": {
    /**
     * Makes one of the two keys anew
     * @description Its old text is refused from then on; the other key goes on working.
     */
    post: operations["account_keys.regenerate"];
  };
  "/v2/admin/resourcePlanQuotas": {
    /** Lists how many instances there may be of resource plans */
    get: operations["resourcePlanQuotas.query"];
  };
  "/v2/admin/resourcePlanQuotas/{planName}": {
    /**
     * Limits how many instances there may be of a resource plan, in a group or in all of them together
     * @description What runs goes on; a deployment that would need more is refused.
     */
    put: operations["resourcePlanQuotas.set"];
  };
  "/v2/admin/resourcePlans/{planName}": {
    /**
     * Adds a resource plan, or changes one
     * @description Deployments that run under it get new instances, and keep the ones they have until those are ready.
     */
    put: operations["resourcePlans.put"];
    /** Removes a resource plan that no running deployment uses, and its quotas */
    delete: operations["resourcePlans.delete"];
  };
  "/v2/admin/resourceQuota/applications": {
    /** Use and limit of applications */
    get: operations["resource_quota.get_application_quota"];
  };
  "/v2/admin/resourceQuota/deployments": {
    /** Use and limit of deployments */
    get: operations["resource_quota.get_deployment_quota"];
  };
  "/v2/admin/resourceQuota/dockerRegistrySecrets": {
    /** Use and limit of dockerRegistrySecrets */
    get: operations["resource_quota.get_docker_registry_secret_quota"];
  };
  "/v2/admin/resourceQuota/executables": {
    /** Use and limit of templates */
    get: operations["resource_quota.get_executable_quota"];
  };
  "/v2/admin/resourceQuota/repositories": {
    /** Use and limit of repositories */
    get: operations["resource_quota.get_repository_quota"];
  };
  "/v2/admin/resourceQuota/resourceGroups": {
    /** Use and limit of resourceGroups */
    get: operations["resource_quota.get_resource_group_quota"];
  };
  "/v2/admin/resourceQuota/secrets": {
    /** Use and limit of secrets */
    get: operations["resource_quota.get_generic_secret_quota"];
  };
  "/v2/admin/resources/instanceTypes": {
    /** Resource plans in the words of SAP AI Core */
    get: operations["instance_types.get"];
  };
  "/v2/admin/secrets": {
    /**
     * Lists secrets, without what they hold
     * @description In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.
     */
    get: operations["generic_secrets.get_all"];
    /**
     * Creates a secret
     * @description In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.
     */
    post: operations["generic_secrets.create"];
  };
  "/v2/admin/secrets/{secretName}": {
    /**
     * Reads a secret, without what it holds
     * @description In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.
     */
    get: operations["generic_secrets.get"];
    /**
     * Deletes a secret
     * @description In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.
     */
    delete: operations["generic_secrets.delete"];
    /**
     * Changes a secret
     * @description Data is replaced as a whole; labels are merged, and the value "" takes one away. In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.
     */
    patch: operations["generic_secrets.update"];
  };
  "/v2/admin/servingTemplates": {
    /** Lists serving templates */
    get: operations["serving_template.query"];
    /** Uploads a serving template */
    post: operations["serving_template.create"];
  };
  "/v2/admin/servingTemplates/{templateName}": {
    /** Reads a serving template */
    get: operations["serving_template.get"];
    /**
     * Replaces an uploaded serving template
     * @description Deployments go on with the form that they were started with, unless the annotation executables.ai.sap.com/cascade-update-deployments is "true".
     */
    put: operations["serving_template.replace"];
    /** Deletes a serving template that no deployment uses */
    delete: operations["serving_template.delete"];
  };
  "/v2/admin/servingTemplates/validate": {
    /** Says whether a serving template is sound, and changes nothing */
    post: operations["serving_template.validate"];
  };
  "/v2/admin/sign-in-links": {
    /** Makes a link that signs a person in to the console, once, within a quarter of an hour */
    post: operations["sign_in_links.create"];
  };
  "/v2/admin/tenantInfo": {
    /** About this installation */
    get: operations["tenant_info.get"];
  };
  "/v2/analytics/estimate": {
    /**
     * What a deployment would cost in a month, at the prices of today
     * @description Units and instances are counted for the whole month (730 hours), whether they are used or not.
     */
    post: operations["estimate.create"];
  };
  "/v2/analytics/hints": {
    /** Deployments that cost far more than usual, and those that cost money while nobody calls them */
    get: operations["hints.query"];
  };
  "/v2/analytics/kpis": {
    /** Counts by resource group, scenario and executable */
    get: operations["kpi.get"];
  };
  "/v2/analytics/ledger": {
    /** Single calls, newest first */
    get: operations["ledger.query"];
  };
  "/v2/analytics/metrics": {
    /**
     * Metrics of calls by the names that Azure Monitor has for them, by time and dimension
     * @description Of the resource groups and deployments that the credential may see, from calls that are still kept.
     */
    get: operations["metrics.series"];
  };
  "/v2/analytics/statements/{month}": {
    /**
     * What a calendar month has cost
     * @description Of the resource groups and deployments that the credential may see. `kind` tells what was charged for: tokens, instance, unit. With `Accept: text/csv` as CSV.
     */
    get: operations["statements.get"];
  };
  "/v2/analytics/usage": {
    /**
     * What was used, and what it cost, by time and whatever else
     * @description Of the resource groups and deployments that the credential may see. Rows are whole intervals; those in which nothing was used are left out. With `Accept: text/csv` as CSV.
     */
    get: operations["usage.query"];
  };
  "/v2/lm/artifacts": {
    /** Lists artifacts */
    get: operations["artifact.query"];
    /**
     * Registers an artifact
     * @description Writes down where files are; moves none of them.
     */
    post: operations["artifact.create"];
  };
  "/v2/lm/artifacts/{artifactId}": {
    /** Reads an artifact */
    get: operations["artifact.get"];
  };
  "/v2/lm/artifacts/$count": {
    /** Counts artifacts */
    get: operations["artifact.count"];
  };
  "/v2/lm/changes": {
    /**
     * What changes, as it changes
     * @description Server-sent events: `hello` first, then `change` with `{"kind":"deployments","id":"d…","resourceGroup":"default"}`, at most four a second of a kind (`id` null: several), and a comment every 15 seconds. Of the resource group that the header names, and of what belongs to the installation; an administrator gets all groups with `AI-Tenant-Scope: true` and `AI-Resource-Group: *`. Nothing is kept: who connects again reads anew. Ends with the credential; one credential follows at most 16 times.
     */
    get: operations["changes.follow"];
  };
  "/v2/lm/configurations": {
    /** Lists configurations */
    get: operations["configuration.query"];
    /**
     * Creates a configuration
     * @description Configurations never change and are never deleted; make another one instead.
     */
    post: operations["configuration.create"];
  };
  "/v2/lm/configurations/{configurationId}": {
    /** Reads a configuration */
    get: operations["configuration.get"];
  };
  "/v2/lm/configurations/$count": {
    /** Counts configurations */
    get: operations["configuration.count"];
  };
  "/v2/lm/dataset/files/{path}": {
    /** Refused: files are not kept here */
    get: operations["file.download"];
    /** Refused: files are not kept here */
    put: operations["file.upload"];
    /** Refused: files are not kept here */
    delete: operations["file.delete"];
  };
  "/v2/lm/deployments": {
    /**
     * Lists deployments
     * @description Running ones first, then the newest first.
     */
    get: operations["deployment.query"];
    /** Deploys a configuration */
    post: operations["deployment.create"];
    /**
     * Stops and deletes several deployments
     * @description Each item succeeds or fails by itself.
     */
    patch: operations["deployment.batch_modify"];
  };
  "/v2/lm/deployments/{deploymentId}": {
    /** Reads a deployment */
    get: operations["deployment.get"];
    /** Deletes a deployment that does not run */
    delete: operations["deployment.delete"];
    /**
     * Stops or starts a deployment, or gives it another configuration
     * @description Id, name and URL stay. The old configuration serves until an instance of the new one is ready.
     */
    patch: operations["deployment.modify"];
  };
  "/v2/lm/deployments/{deploymentId}/dry-run": {
    /**
     * Makes the last calls that were kept again, to another model version
     * @description The new version comes up beside the one in use and takes no other call. The calls are admitted and charged as any call of the deployment. Needs an inference log that keeps requests in the store.
     */
    post: operations["dryRun.create"];
  };
  "/v2/lm/deployments/{deploymentId}/dry-runs": {
    /** Lists dry runs of a deployment, the newest first */
    get: operations["dryRun.query"];
  };
  "/v2/lm/deployments/{deploymentId}/dry-runs/{number}": {
    /** How far a dry run is, and what came of it call by call */
    get: operations["dryRun.get"];
  };
  "/v2/lm/deployments/{deploymentId}/instances": {
    /**
     * Instances of a deployment as they are now
     * @description None where a provider elsewhere answers.
     */
    get: operations["deployment.instances"];
  };
  "/v2/lm/deployments/{deploymentId}/instances/timeline": {
    /**
     * What instances of a deployment were, and when
     * @description By beginning; at most the newest 5,000. Kept for 90 days.
     */
    get: operations["deployment.timeline"];
  };
  "/v2/lm/deployments/{deploymentId}/logs": {
    /**
     * Reads what the instances of a deployment wrote
     * @description With `Accept: text/plain` as text, a line each. With `follow=true` as server-sent events `line`; `last-event-id` goes on after a break.
     */
    get: operations["deployment.get_logs"];
  };
  "/v2/lm/deployments/{deploymentId}/metrics": {
    /**
     * How a deployment did over time
     * @description At most 1,000 steps, counted from 1970 in UTC; copies of calls are no calls here. Latencies are those of calls that were answered well, right to within a tenth; `timeToFirstToken` ends with the first byte of the answer. `tokensPerSecond`: output of all calls. `limited`: 429 of a backend. `inFlight` and `queued`: the most at one time. `cost` is all that was charged, one series for each currency. Steps shorter than an hour go back eight days.
     */
    get: operations["deployment.metrics"];
  };
  "/v2/lm/deployments/{deploymentId}/openapi": {
    /**
     * Describes the calls of a deployment of an own model, as an OpenAPI document
     * @description V1 and Open Inference Protocol, with schemas and an example as far as the model or the registry tells them; `servers` is the deployment. Works while it is stopped, too, where the registry has a schema or an input example of its model.
     */
    get: operations["deployment.openapi"];
  };
  "/v2/lm/deployments/{deploymentId}/pause": {
    /**
     * Keeps a deployment as it is, and answers its calls 423 until it is resumed
     * @description Asking again changes nothing.
     */
    post: operations["deployment.pause"];
  };
  "/v2/lm/deployments/{deploymentId}/promote": {
    /** Gives all calls to the new configuration of a rollout */
    post: operations["rollout.promote"];
  };
  "/v2/lm/deployments/{deploymentId}/resume": {
    /**
     * Has calls of a paused deployment answered again
     * @description Asking again changes nothing.
     */
    post: operations["deployment.resume"];
  };
  "/v2/lm/deployments/{deploymentId}/rollback": {
    /**
     * Goes back to an earlier version
     * @description Without a version: ends the rollout that is under way, or goes to the version that was in force before. What serves goes on until the other is ready.
     */
    post: operations["rollout.rollback"];
  };
  "/v2/lm/deployments/{deploymentId}/rollout": {
    /**
     * Tells how a rollout does
     * @description The one under way, or the last that was taken back until the next change. A rollout begins and changes by PATCH of the deployment.
     */
    get: operations["rollout.get"];
  };
  "/v2/lm/deployments/{deploymentId}/versions": {
    /**
     * Lists the versions that a deployment has had
     * @description The newest first. Each change of configuration or targets makes one.
     */
    get: operations["deploymentVersion.query"];
  };
  "/v2/lm/deployments/{deploymentId}/versions/{version}": {
    /** Reads a version of a deployment */
    get: operations["deploymentVersion.get"];
  };
  "/v2/lm/deployments/{deploymentId}/versions/{version}/diff": {
    /** Tells in what a version differs from another */
    get: operations["deploymentVersion.diff"];
  };
  "/v2/lm/deployments/{deploymentId}/webapp": {
    /** Tells where the chat app of a deployment is */
    get: operations["webapp.get"];
    /**
     * Opens a page where people chat with a deployment, or changes it
     * @description People sign in as at the console. A public one, which takes the role admin, calls by an API key of its own that opens this deployment alone: set a quota for that key.
     */
    post: operations["webapp.open"];
    /** Closes the chat app of a deployment */
    delete: operations["webapp.close"];
  };
  "/v2/lm/deployments/$count": {
    /** Counts deployments */
    get: operations["deployment.count"];
  };
  "/v2/lm/executables": {
    /** Describes all executables, with schemas of their parameters and connections */
    get: operations["executable.describe"];
  };
  "/v2/lm/executions": {
    /** Lists executions: there are none */
    get: operations["execution.query"];
    /** Refused: this runtime has no executions */
    post: operations["execution.create"];
    /** Refused: this runtime has no executions */
    patch: operations["execution.batch_modify"];
  };
  "/v2/lm/executions/{executionId}": {
    /** Not found: this runtime has no executions */
    get: operations["execution.get"];
    /** Not found: this runtime has no executions */
    delete: operations["execution.delete"];
    /** Not found: this runtime has no executions */
    patch: operations["execution.modify"];
  };
  "/v2/lm/executions/{executionId}/logs": {
    /** Logs of an execution: there are none */
    get: operations["execution.get_logs"];
  };
  "/v2/lm/executions/$count": {
    /** Counts executions: 0 */
    get: operations["execution.count"];
  };
  "/v2/lm/executionSchedules": {
    /** Lists execution schedules: there are none */
    get: operations["execution_schedule.query"];
    /** Refused: this runtime has no execution schedules */
    post: operations["execution_schedule.create"];
  };
  "/v2/lm/executionSchedules/{executionScheduleId}": {
    /** Not found: this runtime has no execution schedules */
    get: operations["execution_schedule.get"];
    /** Not found: this runtime has no execution schedules */
    delete: operations["execution_schedule.delete"];
    /** Not found: this runtime has no execution schedules */
    patch: operations["execution_schedule.modify"];
  };
  "/v2/lm/executionSchedules/$count": {
    /** Counts execution schedules: 0 */
    get: operations["execution_schedule.count"];
  };
  "/v2/lm/meta": {
    /** What this runtime can do */
    get: operations["meta.get"];
  };
  "/v2/lm/metrics": {
    /** Lists metrics of executions: there are none */
    get: operations["metrics.find"];
    /** Not found: this runtime has no executions */
    delete: operations["metrics.delete"];
    /** Refused: this runtime has no executions */
    patch: operations["metrics.patch"];
  };
  "/v2/lm/models/capacity": {
    /** Calculates how much capacity calls of these shapes take */
    post: operations["model.capacity"];
  };
  "/v2/lm/models/deploy": {
    /**
     * Deploys a model in one go
     * @description Its configuration is made with it; where the deployment is refused, nothing is left of either.
     */
    post: operations["model.deploy"];
  };
  "/v2/lm/models/offers": {
    /** Tells how a model can be deployed: by which executable and connection, on what terms */
    get: operations["model.offers"];
  };
  "/v2/lm/registry/imports": {
    /** Lists imports, the newest first */
    get: operations["registry.import.query"];
    /** Imports a version from elsewhere */
    post: operations["registry.import.create"];
  };
  "/v2/lm/registry/imports/{importId}": {
    /** Gets an import and how far it is */
    get: operations["registry.import.get"];
    /** Cancels a running import; nothing of it stays */
    delete: operations["registry.import.cancel"];
  };
  "/v2/lm/registry/models": {
    /** Lists registered models */
    get: operations["registry.model.query"];
    /**
     * Registers a version of a model
     * @description Its files are uploaded before (`POST /v2/lm/registry/uploads`). They never change afterwards.
     */
    post: operations["registry.version.create"];
  };
  "/v2/lm/registry/models/{modelName}/best": {
    /** Gets the version with the best value of a metric */
    get: operations["registry.version.best"];
  };
  "/v2/lm/registry/models/{modelName}/versions": {
    /** Lists versions of a model, the newest first */
    get: operations["registry.version.list"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}": {
    /** Gets a version */
    get: operations["registry.version.get"];
    /** Deletes a version that no deployment uses */
    delete: operations["registry.version.delete"];
    /** Changes what is said of a version; its files stay as they are */
    patch: operations["registry.version.change"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/archive": {
    /** Downloads all files of a version as a tar archive */
    get: operations["registry.version.download"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/artifacts": {
    /** Lists artifact versions of a model version, the newest first */
    get: operations["registry.artifact.query"];
    /**
     * Keeps scripts as an artifact version
     * @description An equal set of files that is there already is used again (200) unless `artifactVersion` is `CREATE`.
     */
    post: operations["registry.artifact.create"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/artifacts/{artifactVersion}/files": {
    /** Lists the files of an artifact version */
    get: operations["registry.artifact.query_files"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/artifacts/{artifactVersion}/files/{path}": {
    /** Downloads a file of an artifact version, or a range of it */
    get: operations["registry.artifact.download"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/deployments": {
    /** Lists deployments that use a version, running or stopped */
    get: operations["registry.version.query_deployments"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/files": {
    /** Lists the files of a version */
    get: operations["registry.file.query"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/files/{path}": {
    /** Downloads a file of a version, or a range of it */
    get: operations["registry.file.download"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/tags": {
    /** Lists the tags of a version */
    get: operations["registry.tag.query"];
  };
  "/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}": {
    /** Gets a tag */
    get: operations["registry.tag.get"];
    /** Sets a tag */
    put: operations["registry.tag.set"];
    /** Removes a tag */
    delete: operations["registry.tag.remove"];
  };
  "/v2/lm/registry/quota": {
    /** Says how much storage the resource group uses and may use */
    get: operations["registry.quota.get"];
  };
  "/v2/lm/registry/scripts/check": {
    /** Says what is surely wrong with a script, without running or keeping it */
    post: operations["registry.script.check"];
  };
  "/v2/lm/registry/tags": {
    /** Lists the tags of all versions of the group */
    get: operations["registry.tag.query_all"];
  };
  "/v2/lm/registry/uploads": {
    /** Lists uploads that no version has used up yet */
    get: operations["registry.upload.query"];
    /**
     * Begins an upload
     * @description Complete at once where `sha256` names a content that the resource group holds already.
     */
    post: operations["registry.upload.create"];
  };
  "/v2/lm/registry/uploads/{uploadId}": {
    /** Says what has come of an upload and what is missing */
    get: operations["registry.upload.get"];
    /**
     * Sends a chunk of an upload
     * @description The body is the bytes themselves (`application/octet-stream`); `Content-Range: bytes <first>-<last>/<all>` says which they are, absent: the whole file. Chunks may come in any order and again; what came of a broken one stays.
     */
    put: operations["registry.upload.put"];
    /** Calls an upload off */
    delete: operations["registry.upload.cancel"];
  };
  "/v2/lm/registry/uploads/{uploadId}/complete": {
    /** Completes an upload: checks that it is whole, and its SHA-256 */
    post: operations["registry.upload.complete"];
  };
  "/v2/lm/registry/versions": {
    /** Lists versions of all registered models */
    get: operations["registry.version.query"];
  };
  "/v2/lm/resourcePlans": {
    /** Lists resource plans */
    get: operations["resourcePlans.query"];
  };
  "/v2/lm/resources": {
    /** What instances may be given of this machine, and what of it is free */
    get: operations["resources.get"];
  };
  "/v2/lm/retirements": {
    /**
     * Lists when model versions of deployments change or end, and what happens then
     * @description What happens first comes first. With `Accept: text/calendar` as a calendar (iCalendar, RFC 5545).
     */
    get: operations["retirements.query"];
  };
  "/v2/lm/scenarios": {
    /** Lists scenarios */
    get: operations["scenario.query"];
  };
  "/v2/lm/scenarios/{scenarioId}": {
    /** Reads a scenario */
    get: operations["scenario.get"];
  };
  "/v2/lm/scenarios/{scenarioId}/executables": {
    /** Lists the executables of a scenario */
    get: operations["executable.query"];
  };
  "/v2/lm/scenarios/{scenarioId}/executables/{executableId}": {
    /** Reads an executable with its parameters and inputs */
    get: operations["executable.get"];
  };
  "/v2/lm/scenarios/{scenarioId}/models": {
    /** Lists models and their versions */
    get: operations["scenario.query_models"];
  };
  "/v2/lm/scenarios/{scenarioId}/versions": {
    /** Lists the versions of a scenario */
    get: operations["scenario.query_versions"];
  };
  "/v2/observability/inferences": {
    /**
     * Lists kept calls, newest first
     * @description Bodies are in it up to 8 MiB in all; of records beyond that, ask for one alone.
     */
    get: operations["inference.query"];
  };
  "/v2/observability/inferences/{inferenceId}": {
    /**
     * Tells a kept call
     * @description The id is the one that the answer of the call named in `ai-inference-id`.
     */
    get: operations["inference.get"];
  };
  "/v2/observability/inferences/{inferenceId}/feedback": {
    /** Lists what was said of a kept call */
    get: operations["inference.listFeedback"];
    /**
     * Says something of a kept call
     * @description Any JSON, up to 100 times; what was said before stays. The call must have been kept with the mode full.
     */
    post: operations["inference.addFeedback"];
  };
  "/v2/observability/inferences/{inferenceId}/labels": {
    /**
     * Adds labels to a kept call
     * @description At most 16 in all. A key that is there already is refused.
     */
    post: operations["inference.label"];
  };
  "/v2/observability/inferencesDeleteRequests": {
    /** Lists what was deleted of kept calls */
    get: operations["inferencesDeleteRequest.query"];
    /**
     * Deletes kept calls
     * @description Of the resource group; without a filter all of them. Done when it answers.
     */
    post: operations["inferencesDeleteRequest.create"];
  };
  "/v2/observability/inferencesDeleteRequests/{inferencesDeleteRequestId}": {
    /** Tells what was deleted of kept calls */
    get: operations["inferencesDeleteRequest.get"];
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    About: {
      /** @description Where each dialect begins, as this caller reaches the server */
      addresses: { [key: string]: string };
      /** @description Who asks */
      caller: {
        id: string;
        /** @enum {string} */
        kind: "apiKey" | "oauthClient" | "person";
        name: string;
        resourceGroups: "*" | string[];
        /** @enum {string} */
        role: "viewer" | "consumer" | "operator" | "admin";
      };
      installationId: string;
      /** @description As configured */
      publicUrl: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startedAt: string;
      /** @description For administrators of the whole installation */
      system?: components["schemas"]["SystemFacts"];
      uptimeSeconds: number;
      version: string;
    };
    AccountKeyRenewal: {
      /** @enum {string} */
      keyName: "Key1" | "Key2";
    };
    AccountKeys: {
      key1: string;
      key2: string;
    };
    AccountKeySwitch: {
      /** @description false: nobody gets in with the two keys, and they cannot be read */
      enabled: boolean;
    };
    Acknowledged: {
      id: string;
      message: string;
    };
    AdminLabel: {
      key: string;
      value: string;
    };
    AllArgoCDApplicationData: {
      count: number;
      resources: components["schemas"]["ArgoCDApplicationDataResponse"][];
    };
    ApiError: {
      /** @description A number that SAP AI Core documents, or a word */
      code: string;
      details?: { [key: string]: unknown };
      /** @description Names the field, the trouble and what is allowed */
      message: string;
      requestId?: string;
      /** @description The field or object at fault */
      target?: string;
    };
    ApiKey: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      deployments: "*" | string[];
      expiresAt: string | null;
      id: string;
      name: string;
      resourceGroups: "*" | string[];
      revokedAt: string | null;
      /** @enum {string} */
      role: "viewer" | "consumer" | "operator" | "admin";
      /** @description Of a key that Hopsworks’ API made: the parts of it that the key opens */
      readonly scopes?: string[];
    };
    ApiKeyCreated: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      deployments: "*" | string[];
      expiresAt: string | null;
      id: string;
      key: string;
      name: string;
      resourceGroups: "*" | string[];
      revokedAt: string | null;
      /** @enum {string} */
      role: "viewer" | "consumer" | "operator" | "admin";
      /** @description Of a key that Hopsworks’ API made: the parts of it that the key opens */
      readonly scopes?: string[];
    };
    ApiKeyList: {
      count: number;
      resources: components["schemas"]["ApiKey"][];
    };
    ApiKeyRequest: {
      /**
       * @description Limits the key to these deployments
       * @default *
       */
      deployments?: "*" | string[];
      expiresAt?: string | null;
      name: string;
      resourceGroups: "*" | string[];
      /**
       * @description viewer reads, consumer also calls, operator also deploys, admin does everything
       * @enum {string}
       */
      role: "viewer" | "consumer" | "operator" | "admin";
    };
    ArgoCDApplicationBaseData: {
      /** @description Folder within the repository; "." is its top */
      path: string;
      repositoryUrl: string;
      /** @description Branch, tag, commit or HEAD */
      revision: string;
    };
    ArgoCDApplicationDataRequest: {
      /** @description Default: made from the address */
      applicationName?: string;
      /** @description Folder within the repository; "." is its top */
      path: string;
      /** @description Instead of repositoryUrl */
      repositoryName?: string;
      repositoryUrl?: string;
      /** @description Branch, tag, commit or HEAD */
      revision: string;
    };
    ArgoCDApplicationDataResponse: {
      applicationName: string;
      /** @description Folder within the repository; "." is its top */
      path: string;
      repositoryUrl: string;
      /** @description Branch, tag, commit or HEAD */
      revision: string;
    };
    ArgoCDApplicationStatus: {
      healthStatus: string;
      message: string;
      reconciledAt?: string;
      source: {
        path: string;
        repoURL: string;
        revision: string;
      };
      syncFinishedAt?: string;
      syncResourcesStatus: {
        kind: string;
        message: string;
        name: string;
        status: string;
      }[];
      /** @deprecated */
      syncRessourcesStatus: {
        kind: string;
        message: string;
        name: string;
        status: string;
      }[];
      syncStartedAt?: string;
      syncStatus: string;
    };
    ArgoCDRepositoryCredentials: {
      password: string;
      username: string;
    };
    ArgoCDRepositoryData: {
      /** @description Default: made from the address */
      name?: string;
      /** @description A token, for most hosts; sealed, and never shown */
      password?: string;
      /** @description https://host/repository, or a path on the server */
      url: string;
      username?: string;
    };
    ArgoCDRepositoryDataResponse: {
      count: number;
      resources: components["schemas"]["ArgoCDRepositoryDetails"][];
    };
    ArgoCDRepositoryDetails: {
      /** @description Why it cannot be read */
      message?: string;
      name: string;
      /** @enum {string} */
      status: "ERROR" | "IN-PROGRESS" | "COMPLETED";
      url: string;
    };
    Artifact: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      description: string;
      id: string;
      /** @enum {string} */
      kind: "model" | "dataset" | "resultset" | "other";
      readonly labels: {
        key: string;
        value: string;
      }[];
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      scenario?: components["schemas"]["Scenario"] | null;
      scenarioId: string;
      url: string;
    };
    ArtifactCreationResponse: {
      id: string;
      message: string;
      url: string;
    };
    ArtifactList: {
      count: number;
      resources: components["schemas"]["Artifact"][];
    };
    ArtifactPostData: {
      /** @default  */
      description?: string;
      /** @enum {string} */
      kind: "model" | "dataset" | "resultset" | "other";
      /** @default [] */
      labels?: components["schemas"]["Label"][];
      name: string;
      scenarioId: string;
      url: string;
    };
    ArtifactVersion: {
      artifactVersion: number;
      config: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      creator: string;
      predictor: string | null;
      transformer: string | null;
    };
    ArtifactVersionList: {
      count: number;
      resources: components["schemas"]["ArtifactVersion"][];
    };
    ArtifactVersionRequest: {
      /**
       * @description Always a new one, also where an equal one is there
       * @constant
       */
      artifactVersion?: "CREATE";
      files: {
        path: string;
        /** @enum {string} */
        role?: "predictor" | "transformer" | "config";
        text?: string;
        treePath?: string;
        uploadId?: string;
      }[];
    };
    AuditEntry: {
      /**
       * @example deployments.create
       * @example deployments.rollout.promote
       * @example keys.delete
       */
      action: string;
      actorId: string;
      /** @description apiKey, oauthClient, person; lectern: nobody asked, it happened by a rule */
      actorKind: string;
      actorName: string;
      /** @description Where the call came from */
      address: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      at: string;
      /** @description Method and address; null: nobody called */
      call: string | null;
      id: string;
      /** @description Why it was refused, or what happened */
      message: string | null;
      /** @enum {string} */
      outcome: "done" | "refused";
      requestId: string | null;
      /** @description null: it concerns the installation */
      resourceGroup: string | null;
      /** @description HTTP status of the answer */
      status: number | null;
      /** @description Its id or name */
      target: string | null;
      targetKind: string;
    };
    AuditPage: {
      count: number;
      cursor?: string;
      resources: components["schemas"]["AuditEntry"][];
    };
    Batcher: {
      /**
       * @description kserve: V1 answers carry message and batchId, as those of its batcher do
       * @default plain
       * @enum {string}
       */
      answers: "plain" | "kserve";
      /** @default true */
      enabled: boolean;
      /**
       * @description Instances, or rows of tensors, in one batch
       * @default 32
       */
      maxBatchSize: number;
      /**
       * @description Milliseconds that a call takes at most with its batch: a ceiling, never a wait for its own sake
       * @default 5000
       */
      maxLatency: number;
      /** @description Calls that wait at one instance; beyond it they are refused. Default: ten batches, at least 1024 */
      maxQueue?: number;
      /**
       * @description Seconds from when a call came until it is given up
       * @default 60
       */
      timeout: number;
    };
    BatcherInput: {
      /**
       * @description kserve: V1 answers carry message and batchId, as those of its batcher do
       * @default plain
       * @enum {string}
       */
      answers?: "plain" | "kserve";
      /** @default true */
      enabled?: boolean;
      /**
       * @description Instances, or rows of tensors, in one batch
       * @default 32
       */
      maxBatchSize?: number;
      /**
       * @description Milliseconds that a call takes at most with its batch: a ceiling, never a wait for its own sake
       * @default 5000
       */
      maxLatency?: number;
      /** @description Calls that wait at one instance; beyond it they are refused. Default: ten batches, at least 1024 */
      maxQueue?: number;
      /**
       * @description Seconds from when a call came until it is given up
       * @default 60
       */
      timeout?: number;
    };
    Budget: {
      /** @example 5.00 */
      amount: string;
      /** @description Nano-units of the currency */
      amountNano: number;
      block: boolean;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      currency: string;
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      /** @enum {string} */
      period: "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "total";
      periodEnd: string | null;
      /** @description null: there is only one period */
      periodStart: string | null;
      readonly reachedThresholds: number[];
      /** @description Below zero: more was spent than there was */
      remaining: string;
      /** @description Nano-units of the currency */
      remainingNano: number;
      scope: components["schemas"]["LimitScope"];
      /** @description In this period, by the ledger */
      spent: string;
      /** @description Nano-units of the currency */
      spentNano: number;
      readonly thresholds: number[];
      timezone: string;
    };
    BudgetList: {
      count: number;
      resources: components["schemas"]["Budget"][];
    };
    BudgetPatch: {
      /** @description In the currency; or amountNano */
      amount?: string;
      /** @description In nano-units of the currency; or amount */
      amountNano?: number;
      block?: boolean;
      /** @description Per cent of the amount; reaching one is logged, once a period */
      thresholds?: number[];
    };
    BudgetRequest: {
      /** @description In the currency; or amountNano */
      amount?: string;
      /** @description In nano-units of the currency; or amount */
      amountNano?: number;
      /**
       * @description false: nothing is refused, it only reports
       * @default true
       */
      block?: boolean;
      /**
       * @description Calls priced in another currency do not count
       * @default USD
       */
      currency?: string;
      /**
       * @description A calendar period; total: there is only one
       * @enum {string}
       */
      period: "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "total";
      scope: components["schemas"]["LimitScopeRequest"];
      /**
       * @description Per cent of the amount; reaching one is logged, once a period
       * @default [
       *       80,
       *       100
       *     ]
       */
      thresholds?: number[];
      /**
       * @description Where hours, days and months begin
       * @default UTC
       */
      timezone?: string;
    };
    CallQuota: {
      concurrent: number | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      requestsPerMinute: number | null;
      scope: components["schemas"]["LimitScope"];
      /**
       * @description request: came of a quota request
       * @enum {string}
       */
      source: "operator" | "request";
      tokensPerMinute: number | null;
    };
    CallQuotaList: {
      count: number;
      resources: components["schemas"]["CallQuota"][];
    };
    /** @description Absent: as before; null: no limit */
    CallQuotaPatch: {
      /** @description Calls at one time */
      concurrent?: number | null;
      requestsPerMinute?: number | null;
      /** @description Input and output together; the longest answer is held back until a call ends */
      tokensPerMinute?: number | null;
    };
    /** @description null or absent: no limit; 0: none */
    CallQuotaRequest: {
      /** @description Calls at one time */
      concurrent?: number | null;
      requestsPerMinute?: number | null;
      scope: components["schemas"]["LimitScopeRequest"];
      /** @description Input and output together; the longest answer is held back until a call ends */
      tokensPerMinute?: number | null;
    };
    Capabilities: {
      aiApi: {
        capabilities: {
          bulkUpdates: {
            deployments: boolean;
            executions: boolean;
          };
          executionSchedules: boolean;
          logs: {
            deployments: boolean;
            executions: boolean;
          };
          multitenant: boolean;
          shareable: boolean;
          staticDeployments: boolean;
          timeToLiveDeployments: boolean;
          userDeployments: boolean;
          userExecutions: boolean;
        };
        limits: {
          deployments: { maxRunningCount: number };
          executions: { maxRunningCount: number };
          timeToLiveDeployments: {
            maximum: string;
            minimum: string;
          };
        };
        version: string;
      };
      description: string;
      extensions: {
        analytics: { version: string };
        dataset: {
          capabilities: {
            delete: boolean;
            download: boolean;
            upload: boolean;
          };
          version: string;
        };
        resourceGroups: { version: string };
      };
      runtimeApiVersion: string;
      runtimeIdentifier: string;
    };
    CapacityCalculation: {
      /** @description The least that can be had of at least so much */
      capacity: number;
      /** @description What the calls take, in units */
      raw: number;
    };
    CapacityCalculationRequest: {
      /**
       * @default provisioned
       * @enum {string}
       */
      deploymentType?: "standard" | "provisioned";
      model: string;
      /**
       * @default global
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      workloads: {
        /** @description Of the input, those that come from the provider's cache */
        cachedTokens?: number;
        /** @description Of one call */
        inputTokens: number;
        /** @default 0 */
        outputTokens?: number;
        /** @description At the busiest time */
        requestsPerMinute: number;
      }[];
    };
    /** @description In units of its type, as capacity of a deployment */
    CapacityPool: {
      /** @enum {string} */
      deploymentType: "standard" | "provisioned" | "batch";
      /** @description null: no limit */
      limit: number | null;
      /** @description null: whatever the model */
      model: string | null;
      remaining: number | null;
      /** @enum {string} */
      residency: "regional" | "data-zone" | "global";
      resourceGroup: string;
      used: number;
    };
    CapacityPoolLimit: {
      /** @enum {string} */
      deploymentType: "standard" | "provisioned" | "batch";
      /** @description null: no limit */
      limit: number | null;
      /** @description null: of each model */
      model: string | null;
      /** @enum {string} */
      residency: "regional" | "data-zone" | "global";
      /** @description null: for each group */
      resourceGroup: string | null;
    };
    CapacityPoolLimitList: {
      count: number;
      resources: components["schemas"]["CapacityPoolLimit"][];
    };
    CapacityPoolLimitRequest: {
      /** @enum {string} */
      deploymentType: "standard" | "provisioned" | "batch";
      /** @description Units; null: no limit; absent: as if it had never been set */
      limit?: number | null;
      /**
       * @description null: of each model that has none of its own
       * @default null
       */
      model?: string | null;
      /**
       * @default global
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      /**
       * @description null: for each group that has none of its own
       * @default null
       */
      resourceGroup?: string | null;
    };
    CapacityPoolList: {
      count: number;
      resources: components["schemas"]["CapacityPool"][];
    };
    Catalog: {
      count: number;
      /** @description Where the operator’s word (file or API) differs from what is shipped */
      differences: {
        effective?: unknown;
        executableId: string;
        field: string;
        model: string;
        shipped?: unknown;
        version: string | null;
      }[];
      resources: {
        /** @enum {string} */
        accessType: "Remote" | "Local";
        description: string;
        displayName: string;
        executableId: string;
        model: string;
        /** @description What an operator wrote by this API */
        override: unknown | null;
        provider: string;
        source: string;
        versions: {
          capabilities: string[];
          contextLength: number | null;
          deprecatedFrom: string | null;
          inputTypes: string[];
          latestFrom: string | null;
          maxOutputTokens: number | null;
          name: string;
          preview?: boolean;
          prices: {
            /** @constant */
            assumed?: true;
            cachedInput: number | null;
            cacheWrite: number | null;
            currency: string;
            input: number;
            longPrompt?: {
              cachedInput: number | null;
              cacheWrite: number | null;
              input: number;
              moreThan: number;
              output: number | null;
            };
            output: number | null;
            rateCard?: string;
            /** @enum {string} */
            share?: "half" | "none" | "unknown";
            source: string;
            /** Format: date */
            validFrom: string;
          }[];
          providerModelId: string | null;
          retirementDate: string | null;
          retirementNotBefore: string | null;
          streamingSupported: boolean;
          suggestedReplacements: string[];
        }[];
      }[];
    };
    /** @description Only the fields that differ: what is absent stays as shipped, null clears it */
    CatalogEntryRequest: {
      /** @enum {string} */
      accessType?: "Remote" | "Local";
      description?: string;
      displayName?: string;
      executableId?: string;
      model?: string;
      provider?: string;
      source?: string;
      /** @default [] */
      versions?: {
        capabilities?: string[];
        contextLength?: number | null;
        deprecatedFrom?: string | null;
        inputTypes?: string[];
        latestFrom?: string | null;
        maxOutputTokens?: number | null;
        name: string;
        preview?: boolean;
        prices?: {
          /** @default null */
          cachedInput?: number | null;
          /** @default null */
          cacheWrite?: number | null;
          currency: string;
          input: number;
          longPrompt?: {
            cachedInput: number | null;
            cacheWrite: number | null;
            input: number;
            moreThan: number;
            output: number | null;
          };
          /** @default null */
          output?: number | null;
          /** @default operator */
          source?: string;
          /**
           * Format: date
           * @default 1970-01-01
           */
          validFrom?: string;
        }[];
        providerModelId?: string | null;
        retirementDate?: string | null;
        retirementNotBefore?: string | null;
        streamingSupported?: boolean;
        suggestedReplacements?: string[];
      }[];
    };
    CheckList: {
      count: number;
      resources: {
        message: string;
        name: string;
        /** @description What to do about it; '' where nothing is to be done */
        next: string;
        /** @enum {string} */
        state: "ok" | "warning" | "failed";
      }[];
    };
    CommonResourceQuotaResponse: {
      quota: { maxCount: number };
      usage?: { count: number };
    };
    Configuration: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      executableId: string;
      id: string;
      readonly inputArtifactBindings: {
        artifactId: string;
        key: string;
      }[];
      name: string;
      readonly parameterBindings: {
        key: string;
        value: string;
      }[];
      scenario?: components["schemas"]["Scenario"] | null;
      scenarioId: string;
    };
    ConfigurationBaseData: {
      executableId: string;
      /** @default [] */
      inputArtifactBindings?: {
        artifactId: string;
        key: string;
      }[];
      name: string;
      /** @default [] */
      parameterBindings?: {
        key: string;
        value: string;
      }[];
      scenarioId: string;
    };
    ConfigurationList: {
      count: number;
      resources: components["schemas"]["Configuration"][];
    };
    Connection: {
      baseUrl: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      /** @description Names of the credential fields that are set */
      credentialFields: string[];
      /** @description Those of them that are kept elsewhere, as they were given */
      credentialReferences?: { ref: string } | { [key: string]: string | { ref: string } };
      credentialSet: boolean;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      options: { [key: string]: unknown };
      provider: string;
      shared: boolean;
    };
    ConnectionList: {
      count: number;
      resources: components["schemas"]["Connection"][];
    };
    ConsoleCredentials: {
      name: string;
      password: string;
    };
    ConsoleSession: {
      /**
       * Format: date-time
       * @description Of the token
       * @example 2026-11-20T12:00:00Z
       */
      expiresAt: string;
      person: {
        displayName: string;
        hasPassword: boolean;
        hasProvider: boolean;
        id: string;
        name: string;
        resourceGroups: "*" | string[];
        /** @enum {string} */
        role: "viewer" | "consumer" | "operator" | "admin";
      };
      session: {
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        createdAt: string;
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        expiresAt: string;
        id: string;
        /** @enum {string} */
        method: "password" | "link" | "oidc";
      };
      /** @constant */
      signedIn: true;
      /** @description Access token for the API and for calls; ask again before it expires */
      token: string;
      version: string;
    } | {
      methods: {
        /** @description The provider that people may sign in with */
        oidc: {
          label: string;
          /** @description Where to go, from /console/ */
          url: string;
        } | null;
        /** @description Whether anybody signs in with a password */
        password: boolean;
      };
      /** @constant */
      signedIn: false;
      version: string;
    };
    Cost: {
      /** @description The same as a decimal, exactly */
      amount: string;
      currency: string;
      /** @description Billionths of the currency */
      nano: number;
    };
    Deployment: {
      /** @description standard: thousands of tokens a minute; provisioned: throughput units; managed-compute: instances; batch: thousands of input tokens that may wait */
      capacity?: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      completionTime?: string;
      configurationId: string;
      configurationName: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /** @description "" until it runs for the first time; never changes afterwards */
      deploymentUrl: string;
      details?: {
        resources: {
          backend_details: { [key: string]: unknown };
          backendDetails: { [key: string]: unknown };
        };
        scaling: {
          backend_details: { [key: string]: unknown };
          backendDetails: { [key: string]: unknown };
        };
      };
      executableId: string;
      id: string;
      /** @description How many run, and the bounds of how many are wanted. Absent: it has none here, its model is elsewhere */
      instances?: {
        predictor?: {
          least: number;
          most: number;
          running: number;
        };
        transformer?: {
          least: number;
          most: number;
          running: number;
        };
      };
      /** @enum {string} */
      lastOperation: "CREATE" | "UPDATE" | "DELETE" | "CASCADE-UPDATE";
      latestRunningConfigurationId?: string;
      /**
       * @description Of its model version
       * @enum {string}
       */
      modelLifecycle?: "Preview" | "GenerallyAvailable" | "Deprecated" | "Retired";
      /**
       * Format: date
       * @description From this day on it answers no more
       */
      modelRetirementDate?: string;
      /** @description What "latest" stands for now */
      modelVersion?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      /** @description Unique in the resource group; what OpenAI clients send as model */
      name: string;
      /**
       * @description When a caller goes away: abort (default) cuts the backend's answer off; drain reads it to its end, so that its usage is known
       * @enum {string}
       */
      onHangup?: "abort" | "drain";
      /** @description What calls may say besides what the model takes; a call that does not heed it is refused. max_tokens is the bound of the answer under whatever name. On a change all of them; null: none any more */
      parameterRules?: components["schemas"]["ParameterRules"];
      /** @description Its calls are answered 423 */
      paused?: boolean;
      progress?: components["schemas"]["DeploymentProgress"];
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      rollout?: components["schemas"]["Rollout"];
      scaling?: components["schemas"]["DeploymentScalingShown"];
      scenarioId: string;
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      /** @description Id of the deployment that answers what this one refuses for want of capacity */
      spilloverDeployment?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startTime?: string;
      /** @enum {string} */
      status: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      statusMessage: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      submissionTime: string;
      targets?: components["schemas"]["DeploymentTargets"];
      /** @enum {string} */
      targetStatus: "RUNNING" | "STOPPED" | "DELETED";
      /**
       * @description weighted (default): by chance, in proportion to the weights; ordered: the first that runs and is not in trouble. Either way calls go to another target where one fails before it worked on them
       * @enum {string}
       */
      targetStrategy?: "weighted" | "ordered";
      ttl?: string;
      /**
       * @description When it goes on to the model's next version
       * @enum {string}
       */
      upgradePolicy?: "OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade";
      /** @description Of its configuration and targets; absent: 1 */
      version?: number;
    };
    DeploymentBulkModificationRequest: {
      deployments: {
        id: string;
        /** @enum {string} */
        targetStatus: "STOPPED" | "DELETED";
      }[];
    };
    DeploymentBulkModificationResponse: {
      deployments: (components["schemas"]["Acknowledged"] | {
        error: components["schemas"]["ApiError"];
        id: string;
      })[];
    };
    DeploymentCreationRequest: {
      capacity?: number | null;
      /** @description In place of configurationId: a new one, which is there only if the deployment is */
      configuration?: components["schemas"]["ConfigurationBaseData"];
      configurationId?: string;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /**
       * @description With configuration: only say what it would be, or why it would be refused; nothing is written
       * @default false
       */
      dryRun?: boolean;
      /** @description Unique in the resource group; default: made from the name of the configuration */
      name?: string | null;
      /**
       * @description When a caller goes away: abort (default) cuts the backend's answer off; drain reads it to its end, so that its usage is known
       * @enum {string}
       */
      onHangup?: "abort" | "drain";
      parameterRules?: components["schemas"]["ParameterRules"] | null;
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      scaling?: components["schemas"]["DeploymentScaling"];
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      spilloverDeployment?: string | null;
      /** @description Configurations that answer for this deployment, configurationId among them; default: it alone */
      targets?: components["schemas"]["DeploymentTarget"][];
      /**
       * @description weighted (default): by chance, in proportion to the weights; ordered: the first that runs and is not in trouble. Either way calls go to another target where one fails before it worked on them
       * @enum {string}
       */
      targetStrategy?: "weighted" | "ordered";
      /** @description Lifetime, such as 10m, 24h or 7d; afterwards the deployment is deleted */
      ttl?: string | null;
      upgradePolicy?: ("OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade") | null;
    };
    DeploymentCreationResponse: {
      deploymentUrl: string;
      id: string;
      message: string;
      /** @enum {string} */
      status: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      ttl?: string;
    };
    DeploymentDeletionResponse: {
      id: string;
      message: string;
      /** @constant */
      targetStatus: "DELETED";
    };
    DeploymentInstance: {
      /** @enum {string} */
      component: "predictor" | "transformer";
      /** @description Cores that it takes; null: not known yet */
      cpu: number | null;
      cpuLimit: number | null;
      id: string;
      memoryBytes: number | null;
      memoryLimitBytes: number | null;
      message: string;
      /**
       * @description pulling: its image or model file comes; loading: started, not ready; failed: ended without being asked to
       * @enum {string}
       */
      phase: "pending" | "installing" | "pulling" | "loading" | "running" | "stopping" | "failed";
      /** @description Of its image, while that is pulled */
      progress: {
        done: number;
        total: number | null;
        /** @constant */
        unit: "bytes";
      } | null;
      /** @description Instances of its component that failed in the last hour */
      restarts: number;
      revision: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      since: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startedAt: string;
    };
    DeploymentInstanceList: {
      count: number;
      resources: components["schemas"]["DeploymentInstance"][];
    };
    DeploymentList: {
      count: number;
      resources: components["schemas"]["Deployment"][];
    };
    DeploymentMetrics: {
      /** @description When steps begin */
      at: string[];
      deploymentId: string;
      series: {
        /** @enum {string} */
        name: "requests" | "errors4xx" | "errors5xx" | "limited" | "aborted" | "uncertain" | "latencyP50" | "latencyP90" | "latencyP95" | "latencyP99" | "timeToFirstTokenP50" | "timeToFirstTokenP95" | "inputTokens" | "cachedInputTokens" | "cacheWriteTokens" | "outputTokens" | "reasoningTokens" | "tokensPerSecond" | "inFlight" | "queued" | "cost" | "instances";
        /** @description count, ms, tokens, tokens/s, instances; of a cost its currency */
        unit: string;
        /** @description One for each step; null: nothing happened in it, or nobody knows */
        values: (number | null)[];
      }[];
      stepSeconds: number;
    };
    /** @description targetStatus, or what else is to change */
    DeploymentModificationRequest: {
      capacity?: number | null;
      /** @description Of the same scenario and executable */
      configurationId?: string;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /** @description Kept in the history, with the version that this makes */
      note?: string;
      /**
       * @description When a caller goes away: abort (default) cuts the backend's answer off; drain reads it to its end, so that its usage is known
       * @enum {string}
       */
      onHangup?: "abort" | "drain";
      parameterRules?: components["schemas"]["ParameterRules"] | null;
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      /** @description With configurationId: brings that one up beside the one in use, rather than in its place. Alone: changes the rollout that is under way; null takes it back */
      rollout?: components["schemas"]["RolloutRequest"] | null;
      scaling?: components["schemas"]["DeploymentScaling"];
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      spilloverDeployment?: string | null;
      /** @description As on creation; null: the configuration alone again */
      targets?: components["schemas"]["DeploymentTarget"][] | null;
      /**
       * @description RUNNING starts a stopped deployment again (an addition of Lectern)
       * @enum {string}
       */
      targetStatus?: "STOPPED" | "RUNNING";
      /**
       * @description weighted (default): by chance, in proportion to the weights; ordered: the first that runs and is not in trouble. Either way calls go to another target where one fails before it worked on them
       * @enum {string}
       */
      targetStrategy?: "weighted" | "ordered";
      upgradePolicy?: ("OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade") | null;
    };
    /** @description An OpenAPI 3.1 document */
    DeploymentOpenApi: {
      openapi: string;
      paths: { [key: string]: unknown };
    } & { [key: string]: unknown };
    /** @description While it comes up and its model file, its packages or its image come: how far they are. null: not known */
    DeploymentProgress: {
      done: number | null;
      /** @description Until this is done, at that rate */
      etaMs: number | null;
      /** @enum {string} */
      phase: "downloading" | "verifying" | "installing" | "pulling";
      /** @description Of the last seconds */
      ratePerSecond: number | null;
      total: number | null;
      unit: "bytes" | null;
    };
    DeploymentResourceQuotaResponse: {
      quotas: {
        deploymentQuota: {
          maxCount: number;
          maxReplicaPerDeployment: number;
        };
        resourcePlanType?: string;
      }[];
      usage?: {
        count: number;
        items: {
          configuredMaxReplicas: number;
          id: string;
          resourcePlanType?: string;
        }[];
      };
    };
    DeploymentResponseWithDetails: {
      /** @description standard: thousands of tokens a minute; provisioned: throughput units; managed-compute: instances; batch: thousands of input tokens that may wait */
      capacity?: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      completionTime?: string;
      configurationId: string;
      configurationName: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /** @description "" until it runs for the first time; never changes afterwards */
      deploymentUrl: string;
      details?: {
        resources: {
          backend_details: { [key: string]: unknown };
          backendDetails: { [key: string]: unknown };
        };
        scaling: {
          backend_details: { [key: string]: unknown };
          backendDetails: { [key: string]: unknown };
        };
      };
      executableId: string;
      id: string;
      /** @description How many run, and the bounds of how many are wanted. Absent: it has none here, its model is elsewhere */
      instances?: {
        predictor?: {
          least: number;
          most: number;
          running: number;
        };
        transformer?: {
          least: number;
          most: number;
          running: number;
        };
      };
      /** @enum {string} */
      lastOperation: "CREATE" | "UPDATE" | "DELETE" | "CASCADE-UPDATE";
      latestRunningConfigurationId?: string;
      /**
       * @description Of its model version
       * @enum {string}
       */
      modelLifecycle?: "Preview" | "GenerallyAvailable" | "Deprecated" | "Retired";
      /**
       * Format: date
       * @description From this day on it answers no more
       */
      modelRetirementDate?: string;
      /** @description What "latest" stands for now */
      modelVersion?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      /** @description Unique in the resource group; what OpenAI clients send as model */
      name: string;
      /**
       * @description When a caller goes away: abort (default) cuts the backend's answer off; drain reads it to its end, so that its usage is known
       * @enum {string}
       */
      onHangup?: "abort" | "drain";
      /** @description What calls may say besides what the model takes; a call that does not heed it is refused. max_tokens is the bound of the answer under whatever name. On a change all of them; null: none any more */
      parameterRules?: components["schemas"]["ParameterRules"];
      /** @description Its calls are answered 423 */
      paused?: boolean;
      progress?: components["schemas"]["DeploymentProgress"];
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      rollout?: components["schemas"]["Rollout"];
      scaling?: components["schemas"]["DeploymentScalingShown"];
      scenarioId: string;
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      /** @description Id of the deployment that answers what this one refuses for want of capacity */
      spilloverDeployment?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startTime?: string;
      /** @enum {string} */
      status: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      statusDetails: {
        deployment_info: {
          /**
           * Format: date-time
           * @example 2026-11-20T12:00:00Z
           */
          last_transition_time: string;
          message: string | null;
          /** @enum {string} */
          status: "True" | "False" | "Unknown";
          type: string;
        }[];
      };
      statusMessage: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      submissionTime: string;
      targets?: components["schemas"]["DeploymentTargets"];
      /** @enum {string} */
      targetStatus: "RUNNING" | "STOPPED" | "DELETED";
      /**
       * @description weighted (default): by chance, in proportion to the weights; ordered: the first that runs and is not in trouble. Either way calls go to another target where one fails before it worked on them
       * @enum {string}
       */
      targetStrategy?: "weighted" | "ordered";
      ttl?: string;
      /**
       * @description When it goes on to the model's next version
       * @enum {string}
       */
      upgradePolicy?: "OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade";
      /** @description Of its configuration and targets; absent: 1 */
      version?: number;
    };
    /** @description How many instances it may have; what is left out stays as it is, null is one instance again. Nothing is restarted for it */
    DeploymentScaling: {
      predictor?: {
        /** @description Instances at most */
        maxInstances?: number;
        /**
         * @description What counts: calls at one time (those that wait included), or calls a second
         * @enum {string}
         */
        metric?: "concurrency" | "rps";
        /** @description Instances that are always up; 0: none while nobody calls */
        minInstances?: number;
        /** @description A burst that wants this share of the ready instances is answered at once, and nothing is taken down for a window */
        panicThresholdPercentage?: number;
        /** @description Part of the stable window over which a burst is looked for */
        panicWindowPercentage?: number;
        queueDepth?: number | null;
        /** @description Load must be lower for so long before one goes */
        scaleDownDelaySeconds?: number;
        /** @description The last instance stays so long beyond the stable window */
        scaleToZeroRetentionSeconds?: number;
        /** @description Other bounds from certain times on: of several, the one that began last */
        schedules?: {
          /** @description Since when: minute, hour, day of month, month, day of week */
          cron: string;
          /** @description Default: as at other times */
          maxInstances?: number;
          minInstances: number;
          /**
           * @description Of the times in cron: Europe/Berlin
           * @default UTC
           */
          timezone?: string;
        }[];
        /** @description Load is averaged over so long */
        stableWindowSeconds?: number;
        target?: number | null;
        /** @description Share of the target at which another instance is started, so that there is room while it comes up */
        utilization?: number;
      } | null;
      transformer?: {
        /** @description Instances at most */
        maxInstances?: number;
        /**
         * @description What counts: calls at one time (those that wait included), or calls a second
         * @enum {string}
         */
        metric?: "concurrency" | "rps";
        /** @description Instances that are always up; 0: none while nobody calls */
        minInstances?: number;
        /** @description A burst that wants this share of the ready instances is answered at once, and nothing is taken down for a window */
        panicThresholdPercentage?: number;
        /** @description Part of the stable window over which a burst is looked for */
        panicWindowPercentage?: number;
        queueDepth?: number | null;
        /** @description Load must be lower for so long before one goes */
        scaleDownDelaySeconds?: number;
        /** @description The last instance stays so long beyond the stable window */
        scaleToZeroRetentionSeconds?: number;
        /** @description Other bounds from certain times on: of several, the one that began last */
        schedules?: {
          /** @description Since when: minute, hour, day of month, month, day of week */
          cron: string;
          /** @description Default: as at other times */
          maxInstances?: number;
          minInstances: number;
          /**
           * @description Of the times in cron: Europe/Berlin
           * @default UTC
           */
          timezone?: string;
        }[];
        /** @description Load is averaged over so long */
        stableWindowSeconds?: number;
        target?: number | null;
        /** @description Share of the target at which another instance is started, so that there is room while it comes up */
        utilization?: number;
      } | null;
    };
    /** @description Where it was set */
    DeploymentScalingShown: {
      predictor?: {
        /** @description How many are wanted now */
        instances?: number;
        /**
         * @description Instances at most
         * @default 1
         */
        maxInstances: number;
        /**
         * @description What counts: calls at one time (those that wait included), or calls a second
         * @default concurrency
         * @enum {string}
         */
        metric: "concurrency" | "rps";
        /**
         * @description Instances that are always up; 0: none while nobody calls
         * @default 1
         */
        minInstances: number;
        /**
         * @description A burst that wants this share of the ready instances is answered at once, and nothing is taken down for a window
         * @default 200
         */
        panicThresholdPercentage: number;
        /**
         * @description Part of the stable window over which a burst is looked for
         * @default 10
         */
        panicWindowPercentage: number;
        /** @description Calls that may wait at a gateway while all places are taken or there is no instance; default: 1000 */
        queueDepth?: number;
        /** @description Why so many */
        reason?: string;
        /** @description How many calls may go to */
        running?: number;
        /**
         * @description Load must be lower for so long before one goes
         * @default 0
         */
        scaleDownDelaySeconds: number;
        /**
         * @description The last instance stays so long beyond the stable window
         * @default 0
         */
        scaleToZeroRetentionSeconds: number;
        /**
         * @description Other bounds from certain times on: of several, the one that began last
         * @default []
         */
        schedules: {
          /** @description Since when: minute, hour, day of month, month, day of week */
          cron: string;
          /** @description Default: as at other times */
          maxInstances?: number;
          minInstances: number;
          /**
           * @description Of the times in cron: Europe/Berlin
           * @default UTC
           */
          timezone: string;
        }[];
        /**
         * @description Load is averaged over so long
         * @default 60
         */
        stableWindowSeconds: number;
        /** @description What one instance is meant to carry of it; default: the calls it takes at one time, or 200 a second */
        target?: number;
        /**
         * @description Share of the target at which another instance is started, so that there is room while it comes up
         * @default 0.7
         */
        utilization: number;
      };
      transformer?: {
        /** @description How many are wanted now */
        instances?: number;
        /**
         * @description Instances at most
         * @default 1
         */
        maxInstances: number;
        /**
         * @description What counts: calls at one time (those that wait included), or calls a second
         * @default concurrency
         * @enum {string}
         */
        metric: "concurrency" | "rps";
        /**
         * @description Instances that are always up; 0: none while nobody calls
         * @default 1
         */
        minInstances: number;
        /**
         * @description A burst that wants this share of the ready instances is answered at once, and nothing is taken down for a window
         * @default 200
         */
        panicThresholdPercentage: number;
        /**
         * @description Part of the stable window over which a burst is looked for
         * @default 10
         */
        panicWindowPercentage: number;
        /** @description Calls that may wait at a gateway while all places are taken or there is no instance; default: 1000 */
        queueDepth?: number;
        /** @description Why so many */
        reason?: string;
        /** @description How many calls may go to */
        running?: number;
        /**
         * @description Load must be lower for so long before one goes
         * @default 0
         */
        scaleDownDelaySeconds: number;
        /**
         * @description The last instance stays so long beyond the stable window
         * @default 0
         */
        scaleToZeroRetentionSeconds: number;
        /**
         * @description Other bounds from certain times on: of several, the one that began last
         * @default []
         */
        schedules: {
          /** @description Since when: minute, hour, day of month, month, day of week */
          cron: string;
          /** @description Default: as at other times */
          maxInstances?: number;
          minInstances: number;
          /**
           * @description Of the times in cron: Europe/Berlin
           * @default UTC
           */
          timezone: string;
        }[];
        /**
         * @description Load is averaged over so long
         * @default 60
         */
        stableWindowSeconds: number;
        /** @description What one instance is meant to carry of it; default: the calls it takes at one time, or 200 a second */
        target?: number;
        /**
         * @description Share of the target at which another instance is started, so that there is room while it comes up
         * @default 0.7
         */
        utilization: number;
      };
    };
    DeploymentTarget: {
      configurationId: string;
      /** @description Share of the calls, as a part of the sum of all weights; 0 runs and takes none; default 1 */
      weight?: number;
    };
    /** @description Where there are several */
    DeploymentTargets: {
      configurationId: string;
      /**
       * @description Of this target alone
       * @enum {string}
       */
      status?: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      statusMessage?: string;
      /** @description Share of the calls, as a part of the sum of all weights; 0 runs and takes none; default 1 */
      weight?: number;
    }[];
    DeploymentTrial: {
      /** @description standard: thousands of tokens a minute; provisioned: throughput units; managed-compute: instances; batch: thousands of input tokens that may wait */
      capacity?: number;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      executableId: string;
      /** @description What one of them is given; empty: it has none here */
      instances: {
        predictor?: {
          /** @description Kept for an instance */
          cores: number;
          /** @description null: as many as there are */
          coresLimit: number | null;
          gpus: number;
          /** @description Kept for an instance */
          memoryMb: number;
          /** @description null: as much as there is */
          memoryMbLimit: number | null;
          resourcePlan: string | null;
        };
        transformer?: {
          /** @description Kept for an instance */
          cores: number;
          /** @description null: as many as there are */
          coresLimit: number | null;
          gpus: number;
          /** @description Kept for an instance */
          memoryMb: number;
          /** @description null: as much as there is */
          memoryMbLimit: number | null;
          resourcePlan: string | null;
        };
      };
      model: {
        name: string;
        version: string;
      } | null;
      /** @description What latest stands for now */
      modelVersion: string | null;
      /** @description Of the model's end */
      notice: string;
      /** @description What calls may say besides what the model takes; a call that does not heed it is refused. max_tokens is the bound of the answer under whatever name. On a change all of them; null: none any more */
      parameterRules?: components["schemas"]["ParameterRules"];
      /** @description Its calls are answered 423 */
      paused?: boolean;
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      /** @description Id of the deployment that answers what this one refuses for want of capacity */
      spilloverDeployment?: string;
      /**
       * @description When it goes on to the model's next version
       * @enum {string}
       */
      upgradePolicy?: "OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade";
      /** @description Something that it needs is still on its way */
      waiting: boolean;
    };
    DeploymentVersion: {
      configurationId: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      /** @description Id of the credential or person */
      createdBy?: string;
      /** @description Name of the credential or person */
      createdByName?: string;
      note?: string;
      /** @description The version in force when this one was made: a rollback goes there */
      previousVersion?: number;
      /**
       * @description ACTIVE: in force; ROLLING_OUT: comes up beside it; ROLLED_BACK: was taken back before it was in force
       * @enum {string}
       */
      state: "ACTIVE" | "ROLLING_OUT" | "ROLLED_BACK" | "SUPERSEDED";
      targets?: {
        configurationId: string;
        weight?: number;
      }[];
      /** @enum {string} */
      targetStrategy?: "weighted" | "ordered";
      version: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      withdrawnAt?: string;
      withdrawnBecause?: string;
    };
    DeploymentVersionDiff: {
      differences: {
        field: string;
        from: string | null;
        to: string | null;
      }[];
      from: number;
      to: number;
    };
    DeploymentVersionList: {
      count: number;
      resources: components["schemas"]["DeploymentVersion"][];
    };
    DockerRegistrySecretPatchRequest: { data: { ".dockerconfigjson": string } };
    DockerRegistrySecretPostRequest: {
      data: { ".dockerconfigjson": string };
      name: string;
    };
    DockerRegistrySecretStatus: { name: string };
    DockerRegistrySecretStatusResponse: {
      count: number;
      resources: components["schemas"]["DockerRegistrySecretStatus"][];
    };
    DryRun: {
      after: components["schemas"]["DryRunSum"];
      before: components["schemas"]["DryRunSum"];
      calls: {
        after: {
          /** @description null: not known */
          cost: {
            amount: string;
            currency: string;
          } | null;
          inputTokens: number | null;
          /** @description From the request to the end of the answer */
          ms: number;
          outputTokens: number | null;
          /** @description HTTP status */
          status: number;
        };
        before: {
          /** @description null: not known */
          cost: {
            amount: string;
            currency: string;
          } | null;
          inputTokens: number | null;
          /** @description From the request to the end of the answer */
          ms: number;
          outputTokens: number | null;
          /** @description HTTP status */
          status: number;
        };
        inferenceId: string;
        path: string;
        requestId: string;
      }[];
      /** @description What was tried: PATCH the deployment with it to switch */
      configurationId: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      done: number;
      endedAt: string | null;
      message: string;
      modelVersion: string | null;
      number: number;
      /** @description Calls whose record was gone when their turn came */
      skipped: number;
      /** @enum {string} */
      state: "running" | "completed" | "failed";
      /** @description Calls whose status is another one than before */
      statusChanged: number;
      /** @description Calls to be made again */
      total: number;
    };
    DryRunList: {
      count: number;
      resources: components["schemas"]["DryRunSummary"][];
    };
    DryRunRequest: {
      /**
       * @description The last that were kept
       * @default 50
       */
      calls?: number;
      /** @description Or any other configuration that the deployment could have */
      configurationId?: string;
      /** @description Of the same model */
      modelVersion?: string;
    };
    DryRunSum: {
      costs: {
        amount: string;
        currency: string;
      }[];
      inputTokens: number | null;
      outputTokens: number | null;
      p50Ms: number | null;
      p95Ms: number | null;
      /** @description Calls with a status below 400 */
      succeeded: number;
      /** @description Calls whose cost is not known */
      unpriced: number;
    };
    DryRunSummary: {
      after: components["schemas"]["DryRunSum"];
      before: components["schemas"]["DryRunSum"];
      /** @description What was tried: PATCH the deployment with it to switch */
      configurationId: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      done: number;
      endedAt: string | null;
      message: string;
      modelVersion: string | null;
      number: number;
      /** @description Calls whose record was gone when their turn came */
      skipped: number;
      /** @enum {string} */
      state: "running" | "completed" | "failed";
      /** @description Calls whose status is another one than before */
      statusChanged: number;
      /** @description Calls to be made again */
      total: number;
    };
    ErrorResponse: { error: components["schemas"]["ApiError"] };
    Estimate: {
      executableId: string;
      lines: {
        /** @description null: nobody has said what it costs, or it is paid by something else */
        cost: components["schemas"]["Cost"] | null;
        /** @description Calls, instances or units */
        count: number;
        hours: number;
        /** @enum {string} */
        kind: "tokens" | "instance" | "unit";
        /** @description Of tokens: the price used */
        price: {
          /** @constant */
          assumed?: true;
          cachedInput: number | null;
          cacheWrite: number | null;
          currency: string;
          input: number;
          longPrompt?: {
            cachedInput: number | null;
            cacheWrite: number | null;
            input: number;
            moreThan: number;
            output: number | null;
          };
          output: number | null;
          rateCard?: string;
          /** @enum {string} */
          share?: "half" | "none" | "unknown";
          source: string;
          /** Format: date */
          validFrom: string;
        } | null;
        /** @description Of instances and units: the rate card used */
        rate: {
          currency: string;
          id: string;
          nanoPerHour: number;
        } | null;
      }[];
      model: string;
      /** @description Of a month, one for each currency */
      totals: components["schemas"]["Cost"][];
      /** @enum {string} */
      type: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /** @description What is in no sum, in words */
      unknown: string[];
    };
    EstimateRequest: {
      /** @description Units or instances; absent: the units that the workload needs, or one instance */
      capacity?: number | null;
      /** @description Needed where several executables have the model */
      executableId?: string | null;
      /** @description Name of a resource plan */
      instanceType?: string | null;
      model: string;
      /**
       * @default global
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      /**
       * @default default
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      /** @description Default: managed-compute for what has instances here, else serverless */
      type?: ("standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer") | null;
      version?: string | null;
      workload?: {
        /**
         * @description Part of the input
         * @default 0
         */
        cachedInputTokens?: number;
        /**
         * @description In which calls come
         * @default 730
         */
        hoursPerMonth?: number;
        /** @description Of one call */
        inputTokens: number;
        /**
         * @description Of one call
         * @default 0
         */
        outputTokens?: number;
        requestsPerMinute: number;
      } | null;
    };
    Event: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      at: string;
      data: { [key: string]: unknown };
      deployment: string | null;
      id: string;
      /**
       * @example budget.threshold
       * @example hint.anomaly
       * @example hint.idle
       */
      kind: string;
      message: string;
      /** @description null: it concerns the installation */
      resourceGroup: string | null;
      /** @enum {string} */
      severity: "info" | "warning" | "critical";
    };
    EventList: {
      count: number;
      resources: components["schemas"]["Event"][];
    };
    Executable: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      deployable: boolean;
      description: string;
      id: string;
      inputArtifacts: {
        description: string;
        kind: string;
        labels: {
          key: string;
          value: string;
        }[];
        name: string;
      }[];
      labels: {
        key: string;
        value: string;
      }[];
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      outputArtifacts: {
        description: string;
        kind: string;
        labels: {
          key: string;
          value: string;
        }[];
        name: string;
      }[];
      parameters: {
        default?: string;
        description: string;
        name: string;
        /** @constant */
        type: "string";
      }[];
      scenarioId: string;
      versionId: string;
    };
    ExecutableDescription: {
      batches: boolean;
      capabilities: string[];
      /** @description What a connection of this provider holds; null: it uses none */
      connection: {
        /** @description null: a connection must name its address */
        baseUrlDefault: string | null;
        baseUrlExample: string;
        /** @description JSON Schema, 2020-12 */
        credential: { [key: string]: unknown };
        /** @description JSON Schema, 2020-12 */
        options: { [key: string]: unknown };
      } | null;
      description: string;
      /** @description Kinds of registered models that it serves without a script */
      frameworks: string[];
      id: string;
      inputArtifacts: {
        description: string;
        kind: string;
        name: string;
        required: boolean;
      }[];
      /** @description Has instances here; false: its models are elsewhere, behind a connection */
      local: boolean;
      /** @description JSON Schema of its parameters; their values are text in parameter bindings */
      parameters: { [key: string]: unknown };
      scenarioId: string;
      /** @description Of the predictor scripts that it runs */
      scriptLanguage: string | null;
      /** @description A serving template of a user */
      template: boolean;
      title: string;
      /** @description May have a transformer before and after it */
      transforms: boolean;
      versionId: string;
    };
    ExecutableDescriptionList: {
      count: number;
      resources: components["schemas"]["ExecutableDescription"][];
    };
    ExecutableList: {
      count: number;
      resources: components["schemas"]["Executable"][];
    };
    ExecutableResourceQuotaResponse: {
      quota: {
        servingTemplateMaxCount: number;
        workflowTemplateMaxCount: number;
      };
      usage?: {
        servingTemplateCount: number;
        workflowTemplateCount: number;
      };
    };
    ExecutionList: {
      count: number;
      resources: unknown[];
    };
    ExecutionScheduleList: {
      count: number;
      resources: unknown[];
    };
    GenericSecretDataResponse: {
      message: string;
      name: string;
    };
    GenericSecretDetails: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      readonly labels: {
        key: string;
        value: string;
      }[];
      name: string;
      resourceGroupSecretsSyncStatus?: { [key: string]: boolean };
    };
    GenericSecretPatchBody: {
      data?: { [key: string]: string };
      labels?: components["schemas"]["AdminLabel"][];
    };
    GenericSecretPostBody: {
      data: { [key: string]: string };
      /** @default [] */
      labels?: components["schemas"]["AdminLabel"][];
      name: string;
    };
    Hint: {
      /** @description Of an anomaly: what the hour cost */
      cost?: components["schemas"]["Cost"];
      /** @description Of an idle deployment: what it has cost since */
      costs?: components["schemas"]["Cost"][];
      deployment: string;
      deploymentName: string;
      /** @enum {string} */
      kind: "anomaly" | "idle";
      message: string;
      /** @description Of an idle deployment: since */
      provisionedUnitMinutes?: number;
      resourceGroup: string;
      /** @description Of an idle deployment: time of instances since */
      runningSeconds?: number;
      /**
       * Format: date-time
       * @description Of an idle deployment: no call since, at least
       * @example 2026-11-20T12:00:00Z
       */
      since?: string;
      /**
       * Format: date-time
       * @description Of an anomaly: the hour
       * @example 2026-11-20T12:00:00Z
       */
      start?: string;
      /** @description Of an anomaly: the median of this hour on the 14 days before */
      usual?: components["schemas"]["Cost"];
    };
    HintList: {
      count: number;
      resources: components["schemas"]["Hint"][];
    };
    InferenceAddition: { message: string };
    InferenceFeedbackList: {
      count: number;
      resources: { content: unknown }[];
    };
    InferenceLabel: {
      /** Format: starts_with */
      key: string & (unknown & unknown);
      value: string;
    };
    InferenceLog: {
      /**
       * @description Whose requests and answers, where there is a transformer: predictor: what the model gets and says. Default: what callers do
       * @enum {string}
       */
      component?: "predictor" | "transformer";
      /**
       * @description What is longer is cut off; kept is at most this much of each body
       * @default 262144
       */
      maxBodyBytes: number;
      /**
       * @description Headers of callers that events carry as JSON in the attribute metadata, as KServe's do
       * @default []
       */
      metadataHeaders: string[];
      /**
       * @description Bodies that are kept: none, of requests, of answers, or both
       * @enum {string}
       */
      mode: "none" | "all" | "inputs" | "outputs";
      /**
       * @description Whether callers may have their own call kept, by the header ai-inference-observability-persistence-mode
       * @default true
       */
      onRequest: boolean;
      /**
       * @description Names of JSON fields whose values are replaced, at any depth; credentials always are
       * @default []
       */
      redactFields: string[];
      /**
       * @description Share of the calls that is kept
       * @default 1
       */
      sampling: number;
      /**
       * @default {
       *       "kind": "file"
       *     }
       */
      sink: {
        /** @constant */
        kind: "file";
      } | {
        /** @constant */
        kind: "store";
      } | {
        authentication?: {
          /** @constant */
          kind: "bearer";
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
        } | {
          /** @constant */
          kind: "header";
          name: string;
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
        };
        /**
         * @description binary: attributes in headers, the body as data; structured: all in one JSON object
         * @default binary
         * @enum {string}
         */
        format: "binary" | "structured";
        /** @constant */
        kind: "http";
        /**
         * Format: uri
         * @description Gets a CloudEvent for each request and each response
         */
        url: string;
      } | {
        authentication?: {
          /** @constant */
          kind: "sasl";
          /** @enum {string} */
          mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
          username: string;
        };
        /**
         * @description Where to begin; the others are asked for. Default: those of the installation (--kafka-brokers)
         * @default []
         */
        brokers: string[];
        /** @description Trusted instead of the well-known authorities */
        ca?: string;
        /**
         * @description record: one message for each call; binary, structured: an event for each request and each response; hopsworks: a record for each, as Hopsworks writes them
         * @default record
         * @enum {string}
         */
        format: "record" | "binary" | "structured" | "hopsworks";
        /** @constant */
        kind: "kafka";
        /** @description true: the setting is refused where the topic is not there */
        mustExist?: boolean;
        /** @description Of a topic that is made by CREATE; default 1 */
        partitions?: number;
        /** @description Of a topic that is made by CREATE; default 1 */
        replicas?: number;
        /** @default false */
        tls: boolean;
        /** @description Is there already, or the brokers make it; CREATE: one of its own is made, and named in the answer */
        topic: string;
      };
    };
    InferenceLogInput: {
      /**
       * @description Whose requests and answers, where there is a transformer: predictor: what the model gets and says. Default: what callers do
       * @enum {string}
       */
      component?: "predictor" | "transformer";
      /**
       * @description What is longer is cut off; kept is at most this much of each body
       * @default 262144
       */
      maxBodyBytes?: number;
      /**
       * @description Headers of callers that events carry as JSON in the attribute metadata, as KServe's do
       * @default []
       */
      metadataHeaders?: string[];
      /**
       * @description Bodies that are kept: none, of requests, of answers, or both
       * @enum {string}
       */
      mode: "none" | "all" | "inputs" | "outputs";
      /**
       * @description Whether callers may have their own call kept, by the header ai-inference-observability-persistence-mode
       * @default true
       */
      onRequest?: boolean;
      /**
       * @description Names of JSON fields whose values are replaced, at any depth; credentials always are
       * @default []
       */
      redactFields?: string[];
      /**
       * @description Share of the calls that is kept
       * @default 1
       */
      sampling?: number;
      /**
       * @default {
       *       "kind": "file"
       *     }
       */
      sink?: {
        /** @constant */
        kind: "file";
      } | {
        /** @constant */
        kind: "store";
      } | {
        authentication?: {
          /** @constant */
          kind: "bearer";
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
        } | {
          /** @constant */
          kind: "header";
          name: string;
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
        };
        /**
         * @description binary: attributes in headers, the body as data; structured: all in one JSON object
         * @default binary
         * @enum {string}
         */
        format?: "binary" | "structured";
        /** @constant */
        kind: "http";
        /**
         * Format: uri
         * @description Gets a CloudEvent for each request and each response
         */
        url: string;
      } | {
        authentication?: {
          /** @constant */
          kind: "sasl";
          /** @enum {string} */
          mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
          /** @description The token, the value of the header, or the password; never answered */
          secret?: string;
          /** @description Whether there is a secret */
          readonly secretSet?: boolean;
          username: string;
        };
        /**
         * @description Where to begin; the others are asked for. Default: those of the installation (--kafka-brokers)
         * @default []
         */
        brokers?: string[];
        /** @description Trusted instead of the well-known authorities */
        ca?: string;
        /**
         * @description record: one message for each call; binary, structured: an event for each request and each response; hopsworks: a record for each, as Hopsworks writes them
         * @default record
         * @enum {string}
         */
        format?: "record" | "binary" | "structured" | "hopsworks";
        /** @constant */
        kind: "kafka";
        /** @description true: the setting is refused where the topic is not there */
        mustExist?: boolean;
        /** @description Of a topic that is made by CREATE; default 1 */
        partitions?: number;
        /** @description Of a topic that is made by CREATE; default 1 */
        replicas?: number;
        /** @default false */
        tls?: boolean;
        /** @description Is there already, or the brokers make it; CREATE: one of its own is made, and named in the answer */
        topic: string;
      };
    };
    InferenceRecord: {
      /**
       * @description Whose request and answer it is; absent: the predictor’s
       * @enum {string}
       */
      component?: "predictor" | "transformer";
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      credentialId: string | null;
      deploymentId: string;
      deploymentName: string;
      dialect: string;
      readonly feedback: { content: unknown }[];
      id: string;
      inputTokens: number | null;
      readonly labels: {
        key: string;
        value: string;
      }[];
      /** @description Milliseconds */
      latency: number;
      modelName: string | null;
      modelVersion: string | null;
      /** @description As the caller named it; the bodies are kept with the record */
      objectStoreSecretName?: string;
      outcome: string;
      outputTokens: number | null;
      /**
       * @description Addition of Lectern, like all that follow
       * @enum {string}
       */
      persistenceMode: "full" | "metadata";
      /** @description JSON: url, headers and body; absent where it was not kept */
      request?: string;
      requestBody?: {
        /** @description Of the whole body */
        bytes: number;
        /**
         * @description withheld: fields were to be redacted, and it could not be read
         * @enum {string}
         */
        encoding: "text" | "base64" | "withheld";
        /** @description Only a beginning was kept */
        truncated: boolean;
      };
      requestId: string;
      resourceGroup: string;
      /** @description The body as the caller got it; absent where it was not kept */
      response?: string;
      responseBody?: {
        /** @description Of the whole body */
        bytes: number;
        /**
         * @description withheld: fields were to be redacted, and it could not be read
         * @enum {string}
         */
        encoding: "text" | "base64" | "withheld";
        /** @description Only a beginning was kept */
        truncated: boolean;
      };
      responseHttpCode: number;
      source: string;
      streaming: boolean;
    };
    InferenceRecordList: {
      count: number;
      resources: components["schemas"]["InferenceRecord"][];
    };
    InferencesDeleteRequest: {
      endTime?: string;
      /** @description Labels that a record must have; without a value: whatever it is */
      labelSelectors?: {
        key: string;
        value?: string;
      }[];
      startTime?: string;
    };
    InferencesDeleteResponse: { id: string };
    InferencesDeletion: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      completedAt: string;
      filters: {
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        endTime?: string;
        labelSelectors?: {
          key: string;
          value?: string;
        }[];
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        startTime?: string;
      };
      id: string;
      /** @constant */
      status: "COMPLETED";
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      submittedAt: string;
    };
    InferencesDeletionList: {
      count: number;
      deletionRequests: components["schemas"]["InferencesDeletion"][];
    };
    InstanceSpan: {
      /** @enum {string} */
      component: "predictor" | "transformer";
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      from: string;
      /** @description null: there was no instance yet */
      instanceId: string | null;
      message: string;
      /**
       * @description pulling: its image or model file comes; loading: started, not ready; failed: ended without being asked to
       * @enum {string}
       */
      phase: "pending" | "installing" | "pulling" | "loading" | "running" | "stopping" | "failed";
      revision: string;
      /** @description null: it goes on */
      to: string | null;
    };
    InstanceSpanList: {
      count: number;
      resources: components["schemas"]["InstanceSpan"][];
    };
    InstanceTypeGetResponse: {
      instanceTypes: {
        [key: string]: {
          /** @description 0: Lectern counts time of instances, and no units of plans */
          billableUnitsPerHour: number;
          cpu: number;
          gpu: number;
          /** @example 3072Mi */
          memory: string;
        };
      };
    };
    KpiResultSet: {
      header: ("ResourceGroup" | "Scenario" | "Executable" | "Executions" | "Artifacts" | "Deployments")[];
      rows: (string | number)[][];
    };
    Label: {
      key: string;
      value: string;
    };
    LedgerPage: {
      continueToken?: string;
      count: number;
      resources: components["schemas"]["LedgerRecord"][];
    };
    LedgerRecord: {
      apiKey: string;
      /** @description Part of the input */
      audioInputTokens: number;
      /** @description Part of the output */
      audioOutputTokens: number;
      /** @description Part of the input: read from a cache */
      cachedInputTokens: number;
      /** @description Part of the input: written to a cache */
      cacheWriteTokens: number;
      /** @description null: nothing left, or the cost is not known (pricing says which) */
      cost: components["schemas"]["Cost"] | null;
      deployment: string;
      deploymentName: string;
      /** @description As it was at the time; null: of a call from before types were kept */
      deploymentType: string | null;
      dialect: string;
      durationMs: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      endedAt: string;
      executable: string;
      firstByteMs: number | null;
      id: string;
      images: number;
      /** @description All of the input: cached parts and audio too */
      inputTokens: number;
      /** @description Time in which own instances worked on calls */
      instanceSeconds: number;
      model: string | null;
      modelVersion: string | null;
      /** @description All of the output: reasoning and audio too */
      outputTokens: number;
      /** @enum {string} */
      pricing: "priced" | "assumed" | "unpriced";
      rate: components["schemas"]["RateCard"] | null;
      /** @description Part of the output */
      reasoningTokens: number;
      requestId: string;
      requests: number;
      resourceGroup: string;
      serviceTier: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startedAt: string;
      /** @enum {string} */
      state: "settled" | "aborted" | "uncertain";
      /** @description As the caller saw it; 499: the caller left; null: not known */
      status: number | null;
      target: string;
      /**
       * @description Whose count the tokens are; none: nobody counted any
       * @enum {string}
       */
      usageSource: "reported" | "estimated" | "none";
      wire: string;
    };
    /** @description null: any */
    LimitScope: {
      apiKey: string | null;
      deployment: string | null;
      executable: string | null;
      model: string | null;
      resourceGroup: string | null;
    };
    LimitScopeRequest: {
      /** @description Id of an API key, or of an OAuth client */
      apiKey?: string | null;
      deployment?: string | null;
      /** @description Executable id: a provider or runtime */
      executable?: string | null;
      /** @description Model name; all versions count together */
      model?: string | null;
      resourceGroup?: string | null;
    };
    ListGenericSecretsResponse: {
      count: number;
      resources: components["schemas"]["GenericSecretDetails"][];
    };
    LogCommonResponse: {
      data: {
        result: {
          container: string;
          msg: string;
          pod: string;
          /** @enum {string} */
          stream: "stdout" | "stderr";
          /**
           * Format: date-time
           * @example 2026-11-20T12:00:00Z
           */
          timestamp: string;
        }[];
      };
    };
    /** @description free: what no instance has been given */
    MachineResources: {
      cores: {
        free: number;
        total: number;
      };
      gpus: {
        free: number;
        total: number;
      };
      /** @description What keeps instances to their limits; null: nothing does */
      limitedBy: ("cgroup-v2" | "cgroup-v1" | "watchdog") | null;
      memoryMb: {
        free: number;
        total: number;
      };
    };
    MetricResourceList: {
      count: number;
      resources: unknown[];
    };
    MetricSeries: {
      name: string;
      series: {
        dimensions: { [key: string]: string };
        points: ({
          /**
           * Format: date-time
           * @example 2026-11-20T12:00:00Z
           */
          at: string;
          average?: number;
          count?: number;
          maximum?: number;
          minimum?: number;
          total?: number;
        } & { [key: string]: unknown })[];
      }[];
      title: string;
      unit: string;
    };
    MetricSeriesList: {
      count: number;
      resources: components["schemas"]["MetricSeries"][];
    };
    Model: {
      accessType: string;
      readonly allowedScenarios: {
        executableId: string;
        scenarioId: string;
      }[];
      description: string;
      displayName: string;
      executableId: string;
      model: string;
      provider: string;
      readonly versions: components["schemas"]["ModelVersion"][];
    };
    ModelDeploymentRequest: {
      capacity?: number | null;
      /** @description Default: the only one to a provider that has the model */
      connection?: string;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      /**
       * @description Only say how it would be, or why it would be refused
       * @default false
       */
      dryRun?: boolean;
      /** @description Default: the only one that has the model, or that runs the script which the parameter artifactVersion names */
      executableId?: string;
      /** @description Of the catalog, of the group's registry, of a model file that is here (by name, SHA-256 or source), or as the executable calls it */
      model: string;
      /** @description Default: made from the model */
      name?: string;
      parameterRules?: components["schemas"]["ParameterRules"] | null;
      /**
       * @description More parameters of the executable
       * @default []
       */
      parameters?: {
        key: string;
        value: string;
      }[];
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      scaling?: components["schemas"]["DeploymentScaling"];
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      spilloverDeployment?: string | null;
      /** @description Lifetime, such as 10m, 24h or 7d */
      ttl?: string;
      upgradePolicy?: ("OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade") | null;
      /** @description Default: the latest, which is followed unless there is an upgradePolicy */
      version?: string;
    };
    ModelDeploymentResponse: {
      configurationId: string;
      id: string;
      message: string;
      name: string;
      /** @enum {string} */
      status: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
    };
    ModelDeploymentTrial: {
      /** @description standard: thousands of tokens a minute; provisioned: throughput units; managed-compute: instances; batch: thousands of input tokens that may wait */
      capacity?: number;
      /** @description null: it answers here */
      connection: string | null;
      /**
       * @description How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)
       * @enum {string}
       */
      deploymentType?: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
      executableId: string;
      model: string;
      /** @description What calls may say besides what the model takes; a call that does not heed it is refused. max_tokens is the bound of the answer under whatever name. On a change all of them; null: none any more */
      parameterRules?: components["schemas"]["ParameterRules"];
      /** @description Its calls are answered 423 */
      paused?: boolean;
      /**
       * @description Where calls may be worked on: the provider's region, its zone, or anywhere
       * @enum {string}
       */
      residency?: "regional" | "data-zone" | "global";
      /**
       * @description What a call gets that does not ask for a tier itself
       * @enum {string}
       */
      serviceTier?: "default" | "priority";
      /** @description Id of the deployment that answers what this one refuses for want of capacity */
      spilloverDeployment?: string;
      /**
       * @description When it goes on to the model's next version
       * @enum {string}
       */
      upgradePolicy?: "OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade";
      /** @description null: the latest, which is followed */
      version: string | null;
    };
    ModelFile: {
      bytes: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      fileName: string;
      sha256: string;
      /** @description Without the values of its query */
      source: string;
    };
    ModelFileList: {
      count: number;
      resources: components["schemas"]["ModelFile"][];
    };
    ModelImport: {
      bytesDone: number;
      /** @description null until the server says */
      bytesTotal: number | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      error: string | null;
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      sha256: string | null;
      /** @description Without the values of its query */
      source: string;
      /** @enum {string} */
      state: "downloading" | "verifying" | "done" | "failed";
    };
    ModelImportList: {
      count: number;
      resources: components["schemas"]["ModelImport"][];
    };
    ModelList: {
      count: number;
      resources: components["schemas"]["Model"][];
    };
    ModelOffer: {
      /** @description null: it answers here */
      connection: string | null;
      deploymentTypes: {
        /** @description null: it has none */
        capacity: {
          /** @description null: none is set, and the number of instances is its own setting */
          default: number | null;
          maximum: number;
          minimum: number;
          step: number;
        } | null;
        /** @enum {string} */
        deploymentType: "standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer";
        /** @description What a unit is worth, where that is known */
        perUnit: {
          inputTokensPerMinute?: number;
          requestsPerMinute?: number;
          tokensPerMinute?: number;
        } | null;
      }[];
      executableId: string;
      model: string;
      scenarioId: string;
      /** @enum {string} */
      source: "catalog" | "registry" | "file";
      versions: {
        isDefault: boolean;
        name: string;
        /** @enum {string} */
        stage: "active" | "deprecated" | "retired";
      }[];
    };
    ModelOfferList: {
      count: number;
      resources: components["schemas"]["ModelOffer"][];
    };
    ModelQuotaResponse: {
      quotaDetails: {
        descriptors: {
          modelName: string;
          /** @constant */
          modelVersion: "*";
          providerName: string;
        };
        limit: number;
        /** @constant */
        unit: "requestPerMinute";
      }[];
      /** @constant */
      resourceType: "model";
    }[];
    ModelTag: {
      name: string;
      value: unknown;
    };
    ModelTagList: {
      count: number;
      resources: components["schemas"]["ModelTag"][];
    };
    ModelTagOf: {
      model: string;
      name: string;
      value: unknown;
      version: number;
    };
    ModelTagOfList: {
      count: number;
      resources: components["schemas"]["ModelTagOf"][];
    };
    ModelTagRequest: {
      /** @description Any JSON */
      value: unknown;
    };
    ModelVersion: {
      readonly capabilities: string[];
      contextLength?: number;
      /** @description Per thousand tokens */
      readonly cost: { [key: string]: string }[];
      deprecated: boolean;
      readonly inputTypes: string[];
      isLatest: boolean;
      /** @description Among them lifecycle: Preview, GenerallyAvailable, Deprecated, Retired */
      readonly metadata: { [key: string]: string }[];
      name: string;
      readonly orchestrationCapabilities: string[];
      /** @description ISO 8601, or "" where none is announced */
      retirementDate: string;
      streamingSupported: boolean;
      readonly suggestedReplacements: string[];
    };
    NewOpenaiBatch: {
      /** @constant */
      completion_window: "24h";
      /** @description /v1/chat/completions, /v1/completions, /v1/embeddings or /v1/responses */
      endpoint: string;
      /** @description A file with purpose batch, one call a line */
      input_file_id: string;
      metadata?: { [key: string]: string } | null;
      /** @description When its files go by themselves */
      output_expires_after?: {
        /** @constant */
        anchor: "created_at";
        seconds: number;
      } | null;
    };
    NotificationDelivery: {
      attempts: number;
      eventId: string;
      kind: string;
      message: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      nextAttemptAt?: string;
      /** @enum {string} */
      state: "waiting" | "delivered" | "failed";
      trouble?: string;
    };
    NotificationDeliveryList: {
      count: number;
      resources: components["schemas"]["NotificationDelivery"][];
    };
    NotificationTarget: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      events: string[];
      id: string;
      /** @enum {string} */
      kind: "webhook" | "email";
      /** @description null: events of all groups, and of the installation */
      resourceGroup: string | null;
      secretSet?: boolean;
      to?: string[];
      url?: string;
    };
    NotificationTargetChange: {
      events?: string[];
      /** @description null: what it is sent is signed no more */
      secret?: string | null;
      to?: string[];
      /** Format: uri */
      url?: string;
    };
    NotificationTargetList: {
      count: number;
      resources: components["schemas"]["NotificationTarget"][];
    };
    NotificationTargetRequest: {
      /**
       * @default [
       *       "*"
       *     ]
       * @example [
       *       "retirement.*",
       *       "upgrade.*",
       *       "budget.threshold"
       *     ]
       */
      events?: string[];
      /** @enum {string} */
      kind: "webhook" | "email";
      /**
       * @description null: all of the installation; takes an administrator of it
       * @default null
       */
      resourceGroup?: string | null;
      /**
       * @description Signs what a webhook is sent, as Standard Webhooks has it; never shown again
       * @default null
       */
      secret?: string | null;
      /**
       * @description Addresses of e-mail
       * @default []
       */
      to?: string[];
      /** @default null */
      url?: string | null;
    };
    OAuthClient: {
      clientId: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      name: string;
      resourceGroups: "*" | string[];
      revokedAt: string | null;
      /** @enum {string} */
      role: "viewer" | "consumer" | "operator" | "admin";
    };
    OAuthClientList: {
      count: number;
      resources: components["schemas"]["OAuthClient"][];
    };
    OAuthClientRequest: {
      name: string;
      resourceGroups: "*" | string[];
      /** @enum {string} */
      role: "viewer" | "consumer" | "operator" | "admin";
    };
    /** @description Refused */
    OAuthError: {
      error: string;
      error_description: string;
    };
    ObjectStoreSecretPatchRequest: {
      bucket?: string;
      data: { [key: string]: string };
      endpoint?: string;
      name: string;
      pathPrefix?: string;
      region?: string;
      /** @enum {string} */
      type: "S3" | "GCS" | "azure" | "oss" | "webhdfs";
      /**
       * @default 1
       * @enum {string}
       */
      usehttps?: "0" | "1";
      /** @enum {string} */
      verifyssl?: "0" | "1";
    };
    ObjectStoreSecretPostRequest: {
      bucket?: string;
      data: { [key: string]: string };
      endpoint?: string;
      name: string;
      pathPrefix?: string;
      region?: string;
      /** @enum {string} */
      type: "S3" | "GCS" | "azure" | "oss" | "webhdfs";
      /**
       * @default 1
       * @enum {string}
       */
      usehttps?: "0" | "1";
      /** @enum {string} */
      verifyssl?: "0" | "1";
    };
    ObjectStoreSecretStatus: {
      metadata: { [key: string]: string };
      name: string;
    };
    ObjectStoreSecretStatusResponse: {
      count: number;
      resources: components["schemas"]["ObjectStoreSecretStatus"][];
    };
    OpenaiBatch: {
      cancelled_at: number | null;
      cancelling_at: number | null;
      completed_at: number | null;
      /** @constant */
      completion_window: "24h";
      /** @description Epoch seconds, as all times */
      created_at: number;
      /** @description Who answers; null: the lines were not read yet */
      deployment_id: string | null;
      endpoint: string;
      error_file_id: string | null;
      /** @description Why it failed */
      errors: {
        data: {
          /** @enum {string} */
          code: "invalid_json_line" | "too_many_tasks" | "url_mismatch" | "model_not_found" | "duplicate_custom_id" | "empty_batch" | "model_mismatch" | "invalid_request" | "input_modified" | "input_no_permissions" | "token_limit_exceeded";
          line: number | null;
          message: string;
          param: string | null;
        }[];
        /** @constant */
        object: "list";
      } | null;
      expired_at: number | null;
      expires_at: number;
      failed_at: number | null;
      finalizing_at: number | null;
      id: string;
      in_progress_at: number | null;
      input_file_id: string;
      metadata: { [key: string]: string } | null;
      /** @description As the lines name it; null: they were not read yet */
      model: string | null;
      /** @constant */
      object: "batch";
      output_file_id: string | null;
      request_counts: {
        completed: number;
        failed: number;
        total: number;
      };
      /** @enum {string} */
      status: "validating" | "in_progress" | "finalizing" | "completed" | "failed" | "expired" | "cancelling" | "cancelled";
      /** @description Of all its answers together; null: it has not ended */
      usage: {
        input_tokens: number;
        input_tokens_details: { cached_tokens: number };
        output_tokens: number;
        output_tokens_details: { reasoning_tokens: number };
        total_tokens: number;
      } | null;
    };
    OpenaiBatchList: {
      data: components["schemas"]["OpenaiBatch"][];
      first_id: string | null;
      has_more: boolean;
      last_id: string | null;
      /** @constant */
      object: "list";
    };
    OpenaiError: {
      error: {
        code?: string | null;
        message: string;
        param?: string | null;
        type?: string | null;
      } & { [key: string]: unknown };
    };
    OpenaiFile: {
      bytes: number;
      /** @description Epoch seconds */
      created_at: number;
      /** @description Epoch seconds; null: it stays until it is deleted */
      expires_at: number | null;
      filename: string;
      id: string;
      /** @constant */
      object: "file";
      /** @enum {string} */
      purpose: "batch" | "batch_output";
      /** @constant */
      status: "processed";
      status_details: null;
    };
    OpenaiFileDeleted: {
      /** @constant */
      deleted: true;
      id: string;
      /** @constant */
      object: "file";
    };
    OpenaiFileList: {
      data: components["schemas"]["OpenaiFile"][];
      first_id: string | null;
      has_more: boolean;
      last_id: string | null;
      /** @constant */
      object: "list";
    };
    ParameterRule: {
      /**
       * @description false: a call that says it is refused
       * @constant
       */
      allowed?: false;
      /** @description What a call gets that does not say it */
      default?: number | string | boolean;
      /** @description Of max_tokens also what a call gets that sets no bound, unless default says less */
      maximum?: number;
      minimum?: number;
      /** @description Words that are allowed */
      values?: string[];
    };
    ParameterRules: {
      dimensions?: components["schemas"]["ParameterRule"];
      frequency_penalty?: components["schemas"]["ParameterRule"];
      logit_bias?: components["schemas"]["ParameterRule"];
      logprobs?: components["schemas"]["ParameterRule"];
      max_tokens?: components["schemas"]["ParameterRule"];
      n?: components["schemas"]["ParameterRule"];
      parallel_tool_calls?: components["schemas"]["ParameterRule"];
      presence_penalty?: components["schemas"]["ParameterRule"];
      reasoning_effort?: components["schemas"]["ParameterRule"];
      response_format?: components["schemas"]["ParameterRule"];
      seed?: components["schemas"]["ParameterRule"];
      service_tier?: components["schemas"]["ParameterRule"];
      stop?: components["schemas"]["ParameterRule"];
      store?: components["schemas"]["ParameterRule"];
      temperature?: components["schemas"]["ParameterRule"];
      tools?: components["schemas"]["ParameterRule"];
      top_k?: components["schemas"]["ParameterRule"];
      top_logprobs?: components["schemas"]["ParameterRule"];
      top_p?: components["schemas"]["ParameterRule"];
      verbosity?: components["schemas"]["ParameterRule"];
    };
    /** @description The present password, and the one that is to be */
    PasswordChange: {
      new: string;
      old: string;
    };
    Person: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      disabled: boolean;
      displayName: string;
      hasPassword: boolean;
      /** @description Whether they sign in with the OpenID Connect provider */
      hasProvider: boolean;
      id: string;
      lastSignInAt: string | null;
      name: string;
      resourceGroups: "*" | string[];
      /** @enum {string} */
      role: "viewer" | "consumer" | "operator" | "admin";
    };
    /** @description What is not named stays */
    PersonEdit: {
      /** @description true: their sessions end within a second, and they do not get in any more */
      disabled?: boolean;
      /** @description What people see; default: the name */
      displayName?: string;
      name?: string;
      /** @description null: none signs them in any more. All their sessions end */
      password?: string | null;
      /** @description Groups that they may enter; "*" for all */
      resourceGroups?: "*" | string[];
      /**
       * @description viewer reads, consumer also calls, operator also deploys, admin does everything
       * @enum {string}
       */
      role?: "viewer" | "consumer" | "operator" | "admin";
    };
    PersonList: {
      count: number;
      resources: components["schemas"]["Person"][];
    };
    PersonRequest: {
      /** @description What people see; default: the name */
      displayName?: string;
      /** @description What they sign in with, in whatever case */
      name: string;
      /** @description Without one they get in by a sign-in link, or with the provider */
      password?: string;
      /** @description Groups that they may enter; "*" for all */
      resourceGroups: "*" | string[];
      /**
       * @description viewer reads, consumer also calls, operator also deploys, admin does everything
       * @enum {string}
       */
      role: "viewer" | "consumer" | "operator" | "admin";
    };
    PersonSession: {
      /** @description Where it began */
      address: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description Unless it is used before
       * @example 2026-11-20T12:00:00Z
       */
      expiresAt: string;
      id: string;
      /**
       * Format: date-time
       * @description To within five minutes
       * @example 2026-11-20T12:00:00Z
       */
      lastUsedAt: string;
      /** @enum {string} */
      method: "password" | "link" | "oidc";
      userAgent: string;
    };
    PersonSessionList: {
      count: number;
      resources: components["schemas"]["PersonSession"][];
    };
    QuotaRequest: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      decidedBy?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      quotaDetails: {
        descriptors: {
          modelName: string;
          /** @constant */
          modelVersion: "*";
          providerName: string;
        };
        limit: number;
        /** @constant */
        unit: "requestPerMinute";
      };
      reason: string;
      requestedBy: string;
      requestId: string;
      resourceGroup?: string;
      /** @constant */
      resourceType: "model";
      /** @enum {string} */
      scope: "tenant" | "resource_group";
      /** @enum {string} */
      status: "PENDING" | "APPROVED" | "REJECTED";
    };
    QuotaRequestAccepted: {
      message: string;
      requestId: string;
    };
    QuotaRequestBody: {
      quotaDetails: {
        descriptors: {
          modelName: string;
          /** @constant */
          modelVersion?: "*";
          /** @description Executable id */
          providerName: string;
        };
        limit: number;
        /** @constant */
        unit: "requestPerMinute";
      };
      reason: string;
      /** @constant */
      resourceType: "model";
      /**
       * @description resource_group: the group that AI-Resource-Group names
       * @default tenant
       * @enum {string}
       */
      scope?: "tenant" | "resource_group";
    };
    QuotaRequestDecision: {
      /** @enum {string} */
      status: "APPROVED" | "REJECTED";
    };
    /** @description Nano-units per million tokens, as they were when the call was charged */
    RateCard: {
      /** @constant */
      assumed?: true;
      cachedInput: number | null;
      cacheWrite: number | null;
      currency: string;
      id: string;
      input: number;
      longPrompt?: {
        cachedInput: number | null;
        cacheWrite: number | null;
        input: number;
        moreThan: number;
        output: number | null;
      };
      output: number | null;
      /** @description Id of the rate card that says so; absent: the catalog does */
      rateCard?: string;
      /**
       * @description half: batches are charged half of it; none: it is paid by units or time
       * @enum {string}
       */
      share?: "half" | "none" | "unknown";
      source: string;
      validFrom: string;
    };
    /** @description What things cost from a day on; null: any */
    RateCardInForce: {
      currency: string;
      /** @default null */
      deploymentType: ("standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer") | null;
      /** @default null */
      executableId: string | null;
      id: string;
      /** @default null */
      instanceType: string | null;
      /** @enum {string} */
      kind: "tokens" | "instance" | "unit";
      /** @default null */
      model: string | null;
      /** @default null */
      modelVersion: string | null;
      /** @default null */
      nanoPerHour: number | null;
      /** @default null */
      replaces: string | null;
      /** @default null */
      residency: ("regional" | "data-zone" | "global") | null;
      /** @default null */
      serviceTier: ("default" | "priority") | null;
      /** @default operator */
      source: string;
      /** @default null */
      tokens: {
        cachedInput: number | null;
        cacheWrite: number | null;
        input: number;
        longPrompt?: {
          cachedInput: number | null;
          cacheWrite: number | null;
          input: number;
          moreThan: number;
          output: number | null;
        };
        output: number | null;
      } | null;
      /** Format: date */
      validFrom: string;
      /** @default null */
      validUntil: string | null;
    };
    RateCardList: {
      count: number;
      resources: components["schemas"]["RateCardInForce"][];
    };
    RateCardPatch: {
      nanoPerHour?: number;
      source?: string;
      tokens?: {
        cachedInput: number | null;
        cacheWrite: number | null;
        input: number;
        longPrompt?: {
          cachedInput: number | null;
          cacheWrite: number | null;
          input: number;
          moreThan: number;
          output: number | null;
        };
        output: number | null;
      };
      /** Format: date */
      validFrom?: string;
      validUntil?: string | null;
    };
    RateCardRequest: {
      /** @default USD */
      currency?: string;
      deploymentType?: ("standard" | "serverless" | "provisioned" | "managed-compute" | "batch" | "developer") | null;
      executableId?: string | null;
      /** @description Name of a resource plan; of instances */
      instanceType?: string | null;
      /**
       * @description What is charged: tokens of calls, time of instances, time of provisioned units
       * @enum {string}
       */
      kind: "tokens" | "instance" | "unit";
      /** @description Absent or null, as all that follows: any */
      model?: string | null;
      modelVersion?: string | null;
      /** @description Nano-units an hour, of one instance or one unit */
      nanoPerHour?: number | null;
      /** @description Id of a card that this one corrects: it is out of force while this one is there */
      replaces?: string | null;
      residency?: ("regional" | "data-zone" | "global") | null;
      /** @description Of tokens */
      serviceTier?: ("default" | "priority") | null;
      /**
       * @description Where the figure is from
       * @default operator
       */
      source?: string;
      /** @description Nano-units per million tokens; null: that kind has no rate */
      tokens?: {
        cachedInput: number | null;
        cacheWrite: number | null;
        input: number;
        longPrompt?: {
          cachedInput: number | null;
          cacheWrite: number | null;
          input: number;
          moreThan: number;
          output: number | null;
        };
        output: number | null;
      } | null;
      /**
       * Format: date
       * @description First day on which it holds, in UTC
       */
      validFrom: string;
      /** @description First day on which it holds no more */
      validUntil?: string | null;
    };
    RegisteredFile: {
      bytes: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      path: string;
      sha256: string;
    };
    RegisteredFileList: {
      count: number;
      resources: components["schemas"]["RegisteredFile"][];
    };
    RegisteredModel: {
      latestVersion: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      versions: number;
    };
    RegisteredModelList: {
      count: number;
      resources: components["schemas"]["RegisteredModel"][];
    };
    RegisteredVersion: {
      bytes: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      creator: string;
      description: string;
      environment: string | null;
      fileCount: number;
      framework: ("TENSORFLOW" | "TORCH" | "SKLEARN" | "PYTHON" | "LLM" | "ONNX" | "GGUF") | null;
      inputExample: unknown;
      metrics: { [key: string]: number };
      modelSchema: unknown;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      program: string | null;
      version: number;
    };
    RegisteredVersionChange: {
      description?: string;
      /** @description Path of what describes its environment */
      environment?: string | null;
      /** @description Absent where a version is made: as the names of its files tell */
      framework?: ("TENSORFLOW" | "TORCH" | "SKLEARN" | "PYTHON" | "LLM" | "ONNX" | "GGUF") | null;
      /** @description Any JSON */
      inputExample?: unknown;
      /** @description Finite numbers by name */
      metrics?: { [key: string]: number };
      /** @description input_schema and output_schema, columnar or tensor */
      modelSchema?: {
        input_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
        output_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
      } | null;
      /** @description Path of what made the model */
      program?: string | null;
    };
    RegisteredVersionList: {
      count: number;
      resources: components["schemas"]["RegisteredVersion"][];
    };
    RegisteredVersionRequest: {
      description?: string;
      /** @description Path of what describes its environment */
      environment?: string | null;
      /** @description `path` within the model; its bytes from a completed upload, or as text */
      files: {
        path: string;
        text?: string;
        treePath?: string;
        uploadId?: string;
      }[];
      /** @description Absent where a version is made: as the names of its files tell */
      framework?: ("TENSORFLOW" | "TORCH" | "SKLEARN" | "PYTHON" | "LLM" | "ONNX" | "GGUF") | null;
      /** @description Any JSON */
      inputExample?: unknown;
      /** @description Finite numbers by name */
      metrics?: { [key: string]: number };
      /** @description input_schema and output_schema, columnar or tensor */
      modelSchema?: {
        input_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
        output_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
      } | null;
      name: string;
      /** @description Path of what made the model */
      program?: string | null;
      /** @description Absent: the highest number plus one */
      version?: number;
    };
    RegisteredVersionUserList: {
      count: number;
      resources: {
        id: string;
        name: string;
      }[];
    };
    RegistryImport: {
      bytesDone: number;
      bytesTotal: number | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      createdBy: string;
      currentFile: string | null;
      error: string | null;
      filesDone: number;
      filesTotal: number | null;
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
      /** @description Without the values of its query */
      source: string;
      /** @enum {string} */
      state: "running" | "done" | "failed" | "cancelled";
      version: number | null;
    };
    RegistryImportList: {
      count: number;
      resources: components["schemas"]["RegistryImport"][];
    };
    RegistryImportRequest: {
      description?: string;
      /** @description Path of what describes its environment */
      environment?: string | null;
      /** @description Globs of the paths to leave out */
      exclude?: string[];
      /**
       * @description auto: as the names of the files tell
       * @default auto
       * @enum {string}
       */
      framework?: "TENSORFLOW" | "TORCH" | "SKLEARN" | "PYTHON" | "LLM" | "ONNX" | "GGUF" | "auto";
      /** @description Globs of the paths to bring; absent: all */
      include?: string[];
      /** @description Any JSON */
      inputExample?: unknown;
      /** @description Finite numbers by name */
      metrics?: { [key: string]: number };
      /** @description input_schema and output_schema, columnar or tensor */
      modelSchema?: {
        input_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
        output_schema?: {
          columnar_schema?: {
            description?: string;
            name?: string;
            type: string;
          }[];
          tensor_schema?: {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          } | {
            description?: string;
            name?: string;
            shape?: (number | null | string)[] | string;
            type: string;
          }[];
        };
      } | null;
      name: string;
      /** @description Path of what made the model */
      program?: string | null;
      /** @description Object store secret for s3://; absent: asked without credentials */
      secret?: string;
      /** @description hf://org/repo[/path][@revision], s3://bucket/prefix, https://host/path, git+https://host/repository[@ref], or (administrators of all groups) file:///absolute/path */
      source: string;
      /**
       * @description Unpack a single tar, tar.gz, tgz or zip
       * @default true
       */
      unpack?: boolean;
      /** @description Absent: the highest number plus one */
      version?: number;
    };
    Rerate: {
      after: {
        costs: components["schemas"]["Cost"][];
        /** @description Whose cost is not known and in no sum */
        unpriced: number;
      };
      before: {
        costs: components["schemas"]["Cost"][];
        /** @description Whose cost is not known and in no sum */
        unpriced: number;
      };
      /** @description Of those, what is charged otherwise now */
      changed: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      dryRun: boolean;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      from: string;
      id: string;
      /** @description Calls and metered hours that were looked at so far */
      rows: number;
      /** @enum {string} */
      state: "RUNNING" | "COMPLETED";
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      to: string;
    };
    RerateList: {
      count: number;
      resources: components["schemas"]["Rerate"][];
    };
    RerateRequest: {
      /**
       * @description Changes nothing and only tells
       * @default false
       */
      dryRun?: boolean;
      /** @default {} */
      filter?: {
        deployment?: string;
        executable?: string;
        model?: string;
        resourceGroup?: string;
      };
      /** @description First moment of use */
      from: string;
      /** @description First moment that does not count any more */
      to: string;
    };
    ResourceGroup: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      labels: {
        key: string;
        value: string;
      }[];
      resourceGroupId: string;
      /** @enum {string} */
      status: "PROVISIONED" | "ERROR" | "PROVISIONING";
      statusMessage: string;
      tenantId: string;
      zoneId: string;
    };
    ResourceGroupBase: {
      resourceGroupId: string;
      tenantId: string;
      zoneId: string;
    };
    ResourceGroupList: {
      continueToken?: string;
      count: number;
      resources: components["schemas"]["ResourceGroup"][];
    };
    ResourceGroupPatchRequest: {
      /** @default [] */
      labels?: components["schemas"]["AdminLabel"][];
    };
    ResourceGroupsPostRequest: {
      /** @default [] */
      labels?: components["schemas"]["AdminLabel"][];
      resourceGroupId?: string;
    };
    ResourcePlan: {
      /** @description Processor cores, in steps of 0.001 */
      cores: number;
      /** @default  */
      description: string;
      /**
       * @description Whole GPUs
       * @default 0
       */
      gpus: number;
      /** @description Memory in MB */
      memoryMb: number;
      name: string;
    };
    ResourcePlanList: {
      count: number;
      resources: components["schemas"]["ResourcePlan"][];
    };
    ResourcePlanQuota: {
      maxInstances: number;
      /** @description null: all groups together */
      resourceGroup: string | null;
      resourcePlan: string;
      /** @description That running deployments may have */
      usedInstances: number;
    };
    ResourcePlanQuotaList: {
      count: number;
      resources: components["schemas"]["ResourcePlanQuota"][];
    };
    ResourcePlanQuotaRequest: {
      /** @description 0: none; null: no limit any more */
      maxInstances: number | null;
      /**
       * @description null: all groups together
       * @default null
       */
      resourceGroup?: string | null;
    };
    ResourcePlanRequest: {
      /** @description Processor cores, in steps of 0.001 */
      cores: number;
      /** @default  */
      description?: string;
      /**
       * @description Whole GPUs
       * @default 0
       */
      gpus?: number;
      /** @description Memory in MB */
      memoryMb: number;
    };
    Retirement: {
      configurationId: string;
      deployment: {
        id: string;
        name: string;
      };
      /** @enum {string} */
      lifecycle: "Preview" | "GenerallyAvailable" | "Deprecated" | "Retired";
      model: string;
      /** @description In force */
      modelVersion: string;
      /** @description What happens next by itself */
      next: {
        /**
         * @description disabled: calls are refused from then on
         * @enum {string}
         */
        action: "upgrade" | "disabled";
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        at: string;
        /** @description Version that it goes on to */
        to: string | null;
      } | null;
      /** @description From this day on the version answers no more */
      retirementDate: string | null;
      /** @description Its provider names no day, but says that it is none before this one */
      retirementNotBefore: string | null;
      suggestedReplacements: string[];
      upgradePolicy: ("OnceNewDefaultVersionAvailable" | "OnceCurrentVersionExpired" | "NoAutoUpgrade") | null;
    };
    RetirementList: {
      count: number;
      resources: components["schemas"]["Retirement"][];
    };
    Rollout: {
      configurationId: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      endedAt?: string;
      failOn: {
        /** @description Taken back when so many of its instances ended by themselves; default 1 */
        deaths: number;
        /** @description Taken back where more of its calls of the last five minutes fail; default 5 */
        errorPercent: number;
        /** @description Calls before that is judged; default 20 */
        minCalls: number;
      };
      header?: {
        name: string;
        value: string;
      };
      percent: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startedAt: string;
      /**
       * @description PENDING: the new configuration does not run yet, and gets no calls
       * @enum {string}
       */
      status: "PENDING" | "PROGRESSING" | "ROLLED_BACK";
      statusMessage?: string;
      /** @description Which of the steps it is at, counted from 1 */
      step?: number;
      steps?: {
        /** @description How long it stays so, counted while the new configuration can answer */
        minutes: number;
        percent: number;
      }[];
      sticky?: true | { header: string };
      /**
       * @description canary (default): the new configuration answers a share of the calls; mirror: it gets copies of a share of them, and nobody gets its answers; shadow: as mirror, and each pair of answers is compared
       * @enum {string}
       */
      strategy: "canary" | "mirror" | "shadow";
      version: number;
    };
    RolloutReport: {
      /** @description Of a shadow: answers of both to the same call */
      compared?: {
        pairs: number;
        sameOutputTokens: number;
        sameStatus: number;
        /** @description Pairs of which the new one took longer */
        slower: number;
      };
      configurationId: string;
      /** @description Calls of which no copy was made: too many were under way, or the body was too long to keep */
      copiesSkipped: number;
      /** @description What the configuration in use answered since the rollout began */
      current: {
        /** @description null: there were no calls */
        averageMs: number | null;
        calls: number;
        errors: number;
        inputTokens: number;
        outputTokens: number;
      };
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      endedAt?: string;
      failOn: {
        /** @description Taken back when so many of its instances ended by themselves; default 1 */
        deaths: number;
        /** @description Taken back where more of its calls of the last five minutes fail; default 5 */
        errorPercent: number;
        /** @description Calls before that is judged; default 20 */
        minCalls: number;
      };
      header?: {
        name: string;
        value: string;
      };
      /** @description What the new one answered, for callers or for nobody */
      new: {
        /** @description null: there were no calls */
        averageMs: number | null;
        calls: number;
        errors: number;
        inputTokens: number;
        outputTokens: number;
      };
      percent: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      startedAt: string;
      /**
       * @description PENDING: the new configuration does not run yet, and gets no calls
       * @enum {string}
       */
      status: "PENDING" | "PROGRESSING" | "ROLLED_BACK";
      statusMessage?: string;
      /** @description Which of the steps it is at, counted from 1 */
      step?: number;
      steps?: {
        /** @description How long it stays so, counted while the new configuration can answer */
        minutes: number;
        percent: number;
      }[];
      sticky?: true | { header: string };
      /**
       * @description canary (default): the new configuration answers a share of the calls; mirror: it gets copies of a share of them, and nobody gets its answers; shadow: as mirror, and each pair of answers is compared
       * @enum {string}
       */
      strategy: "canary" | "mirror" | "shadow";
      version: number;
    };
    RolloutRequest: {
      /** @description What takes it back by itself */
      failOn?: {
        /** @description Taken back when so many of its instances ended by themselves; default 1 */
        deaths?: number;
        /** @description Taken back where more of its calls of the last five minutes fail; default 5 */
        errorPercent?: number;
        /** @description Calls before that is judged; default 20 */
        minCalls?: number;
      };
      /** @description Calls with this header go to the new configuration where its value is this one, to the one in use where it is another */
      header?: {
        name: string;
        /** @description Default: true */
        value?: string;
      } | null;
      /** @description Share of the calls that go to the new configuration, or are copied (mirror: at most 50); 0: it runs, and only calls whose header asks for it get there */
      percent?: number;
      /** @description Shares that it goes through by itself; after a last step of 100 percent it is promoted */
      steps?: {
        /** @description How long it stays so, counted while the new configuration can answer */
        minutes: number;
        percent: number;
      }[];
      /** @description Calls with the same key stay on the same side: of the caller (true), or by the value of a header */
      sticky?: boolean | { header: string };
      /**
       * @description canary (default): the new configuration answers a share of the calls; mirror: it gets copies of a share of them, and nobody gets its answers; shadow: as mirror, and each pair of answers is compared
       * @enum {string}
       */
      strategy?: "canary" | "mirror" | "shadow";
    };
    Scenario: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      description: string;
      id: string;
      labels: {
        key: string;
        value: string;
      }[];
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      name: string;
    };
    ScenarioList: {
      count: number;
      resources: components["schemas"]["Scenario"][];
    };
    ScriptCheck: {
      /** @description null: nothing is known to be wrong before it runs */
      fault: {
        /** @description From 1; null: it is about the whole */
        line: number | null;
        message: string;
      } | null;
    };
    ScriptCheckRequest: {
      /**
       * @description A package.json lies beside it
       * @default false
       */
      packaged?: boolean;
      /** @description As it is going to be called; its ending says the language: .py, .ipynb, .js, .ts */
      path: string;
      /**
       * @default predictor
       * @enum {string}
       */
      role?: "predictor" | "transformer";
      text: string;
    };
    /** @description As SAP clients take it in AICORE_SERVICE_KEY */
    ServiceKey: {
      appname: string;
      clientid: string;
      clientsecret: string;
      identityzone: string;
      identityzoneid: string;
      serviceurls: { AI_API_URL: string };
      url: string;
    };
    ServingTemplate: {
      /** @description The application that brought it; null: it was uploaded */
      application: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      createdBy: string;
      /** @description The file of the repository that it is in */
      file: string | null;
      /** @description Since when it is gone from its repository, and kept for deployments that use it */
      keptSince: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      /** @description Id of the executable that it is */
      name: string;
      /** @description Why what the file says now was not taken */
      problem: string | null;
      /** @description Its YAML */
      template: string;
    };
    ServingTemplateList: {
      count: number;
      resources: components["schemas"]["ServingTemplateSummary"][];
    };
    ServingTemplateRequest: {
      /** @description One YAML document, kind: ServingTemplate */
      template: string;
    };
    ServingTemplateSummary: {
      /** @description The application that brought it; null: it was uploaded */
      application: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      createdBy: string;
      /** @description The file of the repository that it is in */
      file: string | null;
      /** @description Since when it is gone from its repository, and kept for deployments that use it */
      keptSince: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      /** @description Id of the executable that it is */
      name: string;
      /** @description Why what the file says now was not taken */
      problem: string | null;
    };
    ServingTemplateVerdict: {
      /** @description What it would become */
      executable: {
        id: string;
        inputArtifacts: string[];
        parameters: string[];
        scenarioId: string;
        versionId: string;
      } | null;
      problems: {
        line: number;
        message: string;
        /** @description spec.template.spec.predictor.model.runtime */
        path: string;
      }[];
      valid: boolean;
      /** @description What is understood and has no effect here */
      warnings: {
        line: number;
        message: string;
        /** @description spec.template.spec.predictor.model.runtime */
        path: string;
      }[];
    };
    SignInLink: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      expiresAt: string;
      person: {
        displayName: string;
        id: string;
        name: string;
      };
      /** @description Signs the person in, once, for whoever opens it */
      url: string;
    };
    SignInLinkRequest: {
      /** @description Id or name; default: who calls, or the first administrator */
      person?: string;
    } | null;
    Statement: {
      /** @description The month is over */
      closed: boolean;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      end: string;
      lines: components["schemas"]["UsageRow"][];
      month: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      start: string;
      timezone: string;
      /** @description Exact sums of the lines, one for each currency */
      totals: components["schemas"]["Cost"][];
      /** @description Calls whose cost is not known and in no sum */
      unpriced: number;
    };
    StorageQuota: {
      /** @description null: no limit */
      limitBytes: number | null;
      resourceGroup: string;
      /** @description Of all files, each as often as it has a name, and of announced uploads */
      usedBytes: number;
    };
    StorageQuotaRequest: { limitBytes: number | null };
    SystemFacts: {
      readonly engines: {
        healthy: boolean;
        /** @enum {string} */
        id: "processes" | "containers";
        instances: number | null;
        message: string;
      }[];
      /** @description What instances may be given together */
      forInstances: {
        cores: number;
        gpus: number;
        memoryMb: number;
      } | null;
      readonly gateways: {
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        heardAt: string;
        id: string;
        /**
         * Format: date-time
         * @example 2026-11-20T12:00:00Z
         */
        since: string;
      }[];
      /** @description What is not in the store yet, and for how long at the least */
      ledger: {
        bytes: number;
        ms: number;
      };
      machine: {
        architecture: string;
        cores: number;
        cpu: string;
        /** @description Of the data directory */
        disk: {
          freeMb: number;
          totalMb: number;
        };
        freeMemoryMb: number;
        /** @description Of 1, 5 and 15 minutes */
        readonly load: number[];
        memoryMb: number;
        node: string;
        system: string;
      };
      runtimes: {
        llama: {
          path: string;
          trouble: string | null;
          version: string | null;
        } | null;
        node: {
          path: string;
          trouble: string | null;
          version: string | null;
        } | null;
        onnx: {
          path: string;
          trouble: string | null;
          version: string | null;
        } | null;
        python: {
          path: string;
          trouble: string | null;
          version: string | null;
        } | null;
      };
      /** @description Without secrets */
      settings: { [key: string]: unknown };
      store: {
        bytes: number;
        kind: string;
      };
    };
    TenantInfo: {
      servicePlan: string;
      status: string;
      tenantId: string;
    };
    Token: {
      access_token: string;
      /** @description Seconds */
      expires_in: number;
      jti: string;
      scope: string;
      /** @constant */
      token_type: "bearer";
    };
    /** @description Client id and secret here, or as HTTP Basic */
    TokenRequest: {
      client_id?: string;
      client_secret?: string;
      grant_type?: string;
    } | null;
    Upload: {
      bytes: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      id: string;
      /** @description Byte ranges that have not come, [from, to), at most 1000 of them */
      missing: [
        number,
        number
      ][];
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      sha256: string | null;
      /** @enum {string} */
      state: "open" | "complete";
    };
    UploadList: {
      count: number;
      resources: components["schemas"]["Upload"][];
    };
    UploadRequest: {
      bytes: number;
      sha256?: string;
    };
    UsageList: {
      count: number;
      /** @enum {string} */
      interval: "minute" | "hour" | "day" | "month";
      resources: components["schemas"]["UsageRow"][];
      timezone: string;
    };
    UsageRow: {
      /** @description Calls cut short by either side */
      aborted: number;
      apiKey?: string;
      /** @description Part of the input */
      audioInputTokens: number;
      /** @description Part of the output */
      audioOutputTokens: number;
      /** @description Part of the input: read from a cache */
      cachedInputTokens: number;
      /** @description Part of the input: written to a cache */
      cacheWriteTokens: number;
      /** @description Calls that the ledger knows of */
      calls: number;
      /** @description One for each currency */
      costs: components["schemas"]["Cost"][];
      deployment?: string;
      deploymentName?: string | null;
      deploymentType?: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      end: string;
      /** @description Calls whose tokens are an estimate */
      estimated: number;
      executable?: string;
      images: number;
      /** @description All of the input: cached parts and audio too */
      inputTokens: number;
      /** @description Time in which own instances worked on calls */
      instanceSeconds: number;
      kind?: string;
      model?: string;
      modelVersion?: string;
      /** @description All of the output: reasoning and audio too */
      outputTokens: number;
      /** @description Provisioned units times the minutes for which they were reserved */
      provisionedUnitMinutes: number;
      /** @description Part of the output */
      reasoningTokens: number;
      /** @description Those that reached a backend */
      requests: number;
      resourceGroup?: string;
      /** @description Time for which own instances ran, busy or not; of several the sum */
      runningSeconds: number;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      start: string;
      /** @description Calls whose end is not known */
      uncertain: number;
      /** @description Calls whose cost is not known and in no sum */
      unpriced: number;
    };
    Version: {
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      description: string;
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      modifiedAt: string;
      scenarioId: string;
    };
    VersionList: {
      count: number;
      resources: components["schemas"]["Version"][];
    };
    Webapp: {
      /** @description Id of the key that calls of a public one go by: limit it by quotas */
      apiKey: string | null;
      /**
       * Format: date-time
       * @example 2026-11-20T12:00:00Z
       */
      createdAt: string;
      deploymentId: string;
      greeting: string;
      name: string;
      public: boolean;
      title: string;
      url: string;
    };
    WebappRequest: {
      /** @description What the page says before anything was asked */
      greeting?: string;
      /** @description Of its address; absent: the name of the deployment */
      name?: string;
      /**
       * @description Whoever has the address may use it; else people sign in
       * @default false
       */
      public?: boolean;
      title?: string;
    };
  };
  responses: {
    ErrorResponse: { content: { "application/json": components["schemas"]["ErrorResponse"] } };
    OAuthError: { content: { "application/json": components["schemas"]["OAuthError"] } };
    OpenaiError: { content: { "application/json": components["schemas"]["OpenaiError"] } };
  };
  parameters: {
    /** @description Resource group to act in; absent: default */
    resourceGroup: string;
    /** @description Act for the tenant instead; takes an administrator */
    tenantScope: boolean;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  "console.password.change": {
    requestBody: { content: { "application/json": components["schemas"]["PasswordChange"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": { message: string } } };
    };
  };
  "console.session.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ConsoleSession"] } };
    };
  };
  "console.session.create": {
    requestBody: { content: { "application/json": components["schemas"]["ConsoleCredentials"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ConsoleSession"] } };
    };
  };
  "console.session.delete": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ConsoleSession"] } };
    };
  };
  get_healthz: {
    responses: {
      /** @description Yes */
      200: {};
    };
  };
  "oauth.token": {
    parameters: { query?: { grant_type?: string } };
    requestBody: {
      content: {
        "application/json": components["schemas"]["TokenRequest"];
        "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
      };
    };
    responses: {
      "4XX": components["responses"]["OAuthError"];
      200: { content: { "application/json": components["schemas"]["Token"] } };
    };
  };
  get_readyz: {
    responses: {
      /** @description Yes */
      200: {};
    };
  };
  "batches.list": {
    parameters: {
      query?: {
        after?: string;
        "api-version"?: string;
        limit?: number;
        order?: "asc" | "desc";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiBatchList"] } };
    };
  };
  "batches.create": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["NewOpenaiBatch"] } };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiBatch"] } };
    };
  };
  "batches.get": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { id: string };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiBatch"] } };
    };
  };
  "batches.cancel": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { id: string };
    };
    requestBody: { content: { "application/json": Record<string, never> | null } };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiBatch"] } };
    };
  };
  "files.list": {
    parameters: {
      query?: {
        after?: string;
        "api-version"?: string;
        limit?: number;
        order?: "asc" | "desc";
        purpose?: "batch" | "batch_output";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiFileList"] } };
    };
  };
  "files.create": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiFile"] } };
    };
  };
  "files.get": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { id: string };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiFile"] } };
    };
  };
  "files.delete": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { id: string };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": components["schemas"]["OpenaiFileDeleted"] } };
    };
  };
  "files.content": {
    parameters: {
      query?: { "api-version"?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { id: string };
    };
    responses: {
      "4XX": components["responses"]["OpenaiError"];
      200: { content: { "application/json": unknown } };
    };
  };
  "about.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["About"] } };
    };
  };
  "about.check": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CheckList"] } };
    };
  };
  "api_keys.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ApiKeyList"] } };
    };
  };
  "api_keys.create": {
    requestBody: { content: { "application/json": components["schemas"]["ApiKeyRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["ApiKeyCreated"] } };
    };
  };
  "api_keys.revoke": {
    parameters: { path: { id: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "applications.get_all": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AllArgoCDApplicationData"] } };
    };
  };
  "applications.create": {
    requestBody: { content: { "application/json": components["schemas"]["ArgoCDApplicationDataRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "applications.get": {
    parameters: { path: { applicationName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArgoCDApplicationDataResponse"] } };
    };
  };
  "applications.delete": {
    parameters: { path: { applicationName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "applications.update": {
    parameters: { path: { applicationName: string } };
    requestBody: { content: { "application/json": components["schemas"]["ArgoCDApplicationBaseData"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "applications.refresh": {
    parameters: { path: { applicationName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "applications.get_status": {
    parameters: { path: { applicationName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArgoCDApplicationStatus"] } };
    };
  };
  "audit.query": {
    parameters: {
      query?: {
        /** @description Most entries of a page */
        $top?: number;
        /** @description deployments.create, or deployments for all that begin so */
        action?: string;
        /** @description Id or name of who did it */
        actor?: string;
        /** @description Of the page before */
        cursor?: string;
        /** @description First moment that does not count any more; default: now */
        end?: string;
        outcome?: "done" | "refused";
        resourceGroup?: string;
        /** @description First moment; default: 30 days before the end */
        start?: string;
        /** @description Id or name of what was changed */
        target?: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AuditPage"] } };
    };
  };
  "budgets.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["BudgetList"] } };
    };
  };
  "budgets.create": {
    requestBody: { content: { "application/json": components["schemas"]["BudgetRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["Budget"] } };
    };
  };
  "budgets.get": {
    parameters: { path: { budgetId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Budget"] } };
    };
  };
  "budgets.remove": {
    parameters: { path: { budgetId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "budgets.change": {
    parameters: { path: { budgetId: string } };
    requestBody: { content: { "application/json": components["schemas"]["BudgetPatch"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Budget"] } };
    };
  };
  "catalog.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Catalog"] } };
    };
  };
  "catalog.put": {
    parameters: {
      path: {
        executableId: string;
        model: string;
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["CatalogEntryRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            /** @enum {string} */
            accessType: "Remote" | "Local";
            description: string;
            displayName: string;
            executableId: string;
            model: string;
            provider: string;
            source: string;
            versions: {
              capabilities: string[];
              contextLength: number | null;
              deprecatedFrom: string | null;
              inputTypes: string[];
              latestFrom: string | null;
              maxOutputTokens: number | null;
              name: string;
              preview?: boolean;
              prices: {
                /** @enum {boolean} */
                assumed?: true;
                cachedInput: number | null;
                cacheWrite: number | null;
                currency: string;
                input: number;
                longPrompt?: {
                  cachedInput: number | null;
                  cacheWrite: number | null;
                  input: number;
                  moreThan: number;
                  output: number | null;
                };
                output: number | null;
                rateCard?: string;
                /** @enum {string} */
                share?: "half" | "none" | "unknown";
                source: string;
                /** Format: date */
                validFrom: string;
              }[];
              providerModelId: string | null;
              retirementDate: string | null;
              retirementNotBefore: string | null;
              streamingSupported: boolean;
              suggestedReplacements: string[];
            }[];
          };
        };
      };
    };
  };
  "catalog.remove": {
    parameters: {
      path: {
        executableId: string;
        model: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": { message: string } } };
    };
  };
  "connection.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ConnectionList"] } };
    };
  };
  "connection.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description http or https address of the provider account, without query */
          baseUrl?: string;
          /** @description What proves who we are, such as {"apiKey": "…"}; the provider's executable says which fields. Never given out again. In place of a text, or of all fields, {"ref": "env:NAME"}, {"ref": "file:path"} or {"ref": "vault:mount/path#field"} says where it is kept */
          credential?: { ref: string } | { [key: string]: string | { ref: string } };
          /** @description Named by the parameter "connection" of configurations; called like its provider, it is the default */
          name: string;
          /** @description Settings of the provider; its executable says which */
          options?: { [key: string]: unknown };
          /** @description Executable that it is for, such as azure-openai */
          provider: string;
          /** @description For every resource group; takes an administrator */
          shared?: boolean;
        };
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["Connection"] } };
    };
  };
  "connection.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { name: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Connection"] } };
    };
  };
  "connection.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { name: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      204: {};
    };
  };
  "connection.modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { name: string };
    };
    /** @description What is absent stays; credential and options are replaced as a whole */
    requestBody: {
      content: {
        "application/json": {
          /** @description http or https address of the provider account, without query */
          baseUrl?: string;
          /** @description What proves who we are, such as {"apiKey": "…"}; the provider's executable says which fields. Never given out again. In place of a text, or of all fields, {"ref": "env:NAME"}, {"ref": "file:path"} or {"ref": "vault:mount/path#field"} says where it is kept */
          credential?: { ref: string } | { [key: string]: string | { ref: string } };
          /** @description Settings of the provider; its executable says which */
          options?: { [key: string]: unknown };
        };
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Connection"] } };
    };
  };
  "connection.test": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { name: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            latencyMs: number;
            /** @description What is wrong and what would help, in words */
            message: string;
            ok: boolean;
            /** @description HTTP status of the provider; null where no answer came */
            status: number | null;
          };
        };
      };
    };
  };
  "batcher.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Batcher"] } };
    };
  };
  "batcher.set": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["BatcherInput"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Batcher"] } };
    };
  };
  "batcher.remove": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "inferenceLog.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferenceLog"] } };
    };
  };
  "inferenceLog.set": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["InferenceLogInput"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferenceLog"] } };
    };
  };
  "inferenceLog.remove": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "diagnostics.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/gzip": string } };
    };
  };
  "docker_registry_secrets.query": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: { "application/json": components["schemas"]["DockerRegistrySecretStatusResponse"] };
      };
    };
  };
  "docker_registry_secrets.create": {
    requestBody: { content: { "application/json": components["schemas"]["DockerRegistrySecretPostRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": { message: string } } };
    };
  };
  "docker_registry_secrets.get": {
    parameters: { path: { dockerRegistryName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DockerRegistrySecretStatus"] } };
    };
  };
  "docker_registry_secrets.delete": {
    parameters: { path: { dockerRegistryName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "docker_registry_secrets.patch": {
    parameters: { path: { dockerRegistryName: string } };
    requestBody: {
      content: {
        "application/json": components["schemas"]["DockerRegistrySecretPatchRequest"];
        "application/merge-patch+json": components["schemas"]["DockerRegistrySecretPatchRequest"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "events.query": {
    parameters: {
      query?: {
        /** @description Most events */
        $top?: number;
        deployment?: string;
        /** @description First moment that does not count any more; default: now */
        end?: string;
        kind?: string;
        resourceGroup?: string;
        /** @description First moment; default: 30 days before the end */
        start?: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["EventList"] } };
    };
  };
  "model.file.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelFileList"] } };
    };
  };
  "model.file.delete": {
    parameters: { path: { sha256: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      204: {};
    };
  };
  "model.import.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelImportList"] } };
    };
  };
  "model.import.create": {
    requestBody: {
      content: {
        "application/json": {
          /** @description What the content must be; else the hub is believed, where it says */
          sha256?: string;
          /** @description hf://org/repo/path/file.gguf[@revision], https://host/path/file, or (administrators) file:///absolute/path */
          source: string;
        };
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["ModelImport"] } };
    };
  };
  "model.import.get": {
    parameters: { path: { id: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelImport"] } };
    };
  };
  "model.import.cancel": {
    parameters: { path: { id: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      204: {};
    };
  };
  "notificationTargets.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["NotificationTargetList"] } };
    };
  };
  "notificationTargets.create": {
    requestBody: { content: { "application/json": components["schemas"]["NotificationTargetRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["NotificationTarget"] } };
    };
  };
  "notificationTargets.remove": {
    parameters: { path: { targetId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "notificationTargets.modify": {
    parameters: { path: { targetId: string } };
    requestBody: { content: { "application/json": components["schemas"]["NotificationTargetChange"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["NotificationTarget"] } };
    };
  };
  "notificationDeliveries.query": {
    parameters: { path: { targetId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["NotificationDeliveryList"] } };
    };
  };
  "notificationTargets.test": {
    parameters: { path: { targetId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "oauth_clients.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["OAuthClientList"] } };
    };
  };
  "oauth_clients.create": {
    requestBody: { content: { "application/json": components["schemas"]["OAuthClientRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["ServiceKey"] } };
    };
  };
  "oauth_clients.revoke": {
    parameters: { path: { clientId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            clientId: string;
            message: string;
          };
        };
      };
    };
  };
  "object_store_secrets.query": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ObjectStoreSecretStatusResponse"] } };
    };
  };
  "object_store_secrets.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ObjectStoreSecretPostRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": { message: string } } };
    };
  };
  "object_store_secrets.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { objectStoreName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ObjectStoreSecretStatus"] } };
    };
  };
  "object_store_secrets.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { objectStoreName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "object_store_secrets.patch": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { objectStoreName: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["ObjectStoreSecretPatchRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "people.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["PersonList"] } };
    };
  };
  "people.create": {
    requestBody: { content: { "application/json": components["schemas"]["PersonRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["Person"] } };
    };
  };
  "people.get": {
    parameters: { path: { personId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Person"] } };
    };
  };
  "people.remove": {
    parameters: { path: { personId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "people.change": {
    parameters: { path: { personId: string } };
    requestBody: { content: { "application/json": components["schemas"]["PersonEdit"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Person"] } };
    };
  };
  "people.sessions.query": {
    parameters: { path: { personId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["PersonSessionList"] } };
    };
  };
  "people.sessions.end": {
    parameters: { path: { personId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            ended: number;
            id: string;
          };
        };
      };
    };
  };
  "pools.query": {
    parameters: { query?: { resourceGroup?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CapacityPoolList"] } };
    };
  };
  "pools.set": {
    requestBody: { content: { "application/json": components["schemas"]["CapacityPoolLimitRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": { message: string } } };
    };
  };
  "poolLimits.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CapacityPoolLimitList"] } };
    };
  };
  "quota.get_model_quota": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelQuotaResponse"] } };
    };
  };
  "quota.query_requests": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["QuotaRequest"][] } };
    };
  };
  "quota.create_request": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["QuotaRequestBody"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["QuotaRequestAccepted"] } };
    };
  };
  "quota.decide_request": {
    parameters: { path: { requestId: string } };
    requestBody: { content: { "application/json": components["schemas"]["QuotaRequestDecision"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["QuotaRequest"] } };
    };
  };
  "quotas.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CallQuotaList"] } };
    };
  };
  "quotas.create": {
    requestBody: { content: { "application/json": components["schemas"]["CallQuotaRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["CallQuota"] } };
    };
  };
  "quotas.get": {
    parameters: { path: { quotaId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CallQuota"] } };
    };
  };
  "quotas.remove": {
    parameters: { path: { quotaId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "quotas.change": {
    parameters: { path: { quotaId: string } };
    requestBody: { content: { "application/json": components["schemas"]["CallQuotaPatch"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CallQuota"] } };
    };
  };
  "rates.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RateCardList"] } };
    };
  };
  "rates.create": {
    requestBody: { content: { "application/json": components["schemas"]["RateCardRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["RateCardInForce"] } };
    };
  };
  "rates.get": {
    parameters: { path: { rateId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RateCardInForce"] } };
    };
  };
  "rates.remove": {
    parameters: { path: { rateId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            id: string;
            message: string;
          };
        };
      };
    };
  };
  "rates.change": {
    parameters: { path: { rateId: string } };
    requestBody: { content: { "application/json": components["schemas"]["RateCardPatch"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RateCardInForce"] } };
    };
  };
  "rates.rerate": {
    requestBody: { content: { "application/json": components["schemas"]["RerateRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Rerate"] } };
    };
  };
  "registry.quota.set": {
    parameters: { path: { resourceGroupId: string } };
    requestBody: { content: { "application/json": components["schemas"]["StorageQuotaRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["StorageQuota"] } };
    };
  };
  "repositories.get_all": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArgoCDRepositoryDataResponse"] } };
    };
  };
  "repositories.create": {
    requestBody: { content: { "application/json": components["schemas"]["ArgoCDRepositoryData"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "repositories.get": {
    parameters: { path: { repositoryName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArgoCDRepositoryDetails"] } };
    };
  };
  "repositories.delete": {
    parameters: { path: { repositoryName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "repositories.update": {
    parameters: { path: { repositoryName: string } };
    requestBody: { content: { "application/json": components["schemas"]["ArgoCDRepositoryCredentials"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "rerates.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RerateList"] } };
    };
  };
  "rerates.get": {
    parameters: { path: { rerateId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Rerate"] } };
    };
  };
  "resourcegroups.get_all": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
        continueToken?: string;
        labelSelector?: string | string[];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourceGroupList"] } };
    };
  };
  "resourcegroups.create": {
    requestBody: { content: { "application/json": components["schemas"]["ResourceGroupsPostRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["ResourceGroupBase"] } };
    };
  };
  "resourcegroups.get": {
    parameters: { path: { resourceGroupId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourceGroup"] } };
    };
  };
  "resourcegroups.delete": {
    parameters: { path: { resourceGroupId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "resourcegroups.patch": {
    parameters: { path: { resourceGroupId: string } };
    requestBody: { content: { "application/json": components["schemas"]["ResourceGroupPatchRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: {};
    };
  };
  "account_keys.get": {
    parameters: { path: { resourceGroupId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AccountKeySwitch"] } };
    };
  };
  "account_keys.switch": {
    parameters: { path: { resourceGroupId: string } };
    requestBody: { content: { "application/json": components["schemas"]["AccountKeySwitch"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AccountKeySwitch"] } };
    };
  };
  "account_keys.list": {
    parameters: { path: { resourceGroupId: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AccountKeys"] } };
    };
  };
  "account_keys.regenerate": {
    parameters: { path: { resourceGroupId: string } };
    requestBody: { content: { "application/json": components["schemas"]["AccountKeyRenewal"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["AccountKeys"] } };
    };
  };
  "resourcePlanQuotas.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourcePlanQuotaList"] } };
    };
  };
  "resourcePlanQuotas.set": {
    parameters: { path: { planName: string } };
    requestBody: { content: { "application/json": components["schemas"]["ResourcePlanQuotaRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourcePlanQuota"] | null } };
    };
  };
  "resourcePlans.put": {
    parameters: { path: { planName: string } };
    requestBody: { content: { "application/json": components["schemas"]["ResourcePlanRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourcePlan"] } };
    };
  };
  "resourcePlans.delete": {
    parameters: { path: { planName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {
        content: {
          "application/json": {
            message: string;
            name: string;
          };
        };
      };
    };
  };
  "resource_quota.get_application_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CommonResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_deployment_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_docker_registry_secret_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CommonResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_executable_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ExecutableResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_repository_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CommonResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_resource_group_quota": {
    parameters: { query?: { quotaOnly?: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CommonResourceQuotaResponse"] } };
    };
  };
  "resource_quota.get_generic_secret_quota": {
    parameters: {
      query?: { quotaOnly?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CommonResourceQuotaResponse"] } };
    };
  };
  "instance_types.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InstanceTypeGetResponse"] } };
    };
  };
  "generic_secrets.get_all": {
    parameters: {
      query?: {
        $count?: string;
        $skip?: number;
        $top?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ListGenericSecretsResponse"] } };
    };
  };
  "generic_secrets.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["GenericSecretPostBody"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["GenericSecretDataResponse"] } };
    };
  };
  "generic_secrets.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
      path: { secretName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["GenericSecretDetails"] } };
    };
  };
  "generic_secrets.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
      path: { secretName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: {};
    };
  };
  "generic_secrets.update": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
      path: { secretName: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["GenericSecretPatchBody"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["GenericSecretDataResponse"] } };
    };
  };
  "serving_template.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ServingTemplateList"] } };
    };
  };
  "serving_template.create": {
    requestBody: { content: { "application/json": components["schemas"]["ServingTemplateRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["ServingTemplate"] } };
    };
  };
  "serving_template.get": {
    parameters: { path: { templateName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ServingTemplate"] } };
    };
  };
  "serving_template.replace": {
    parameters: { path: { templateName: string } };
    requestBody: { content: { "application/json": components["schemas"]["ServingTemplateRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ServingTemplate"] } };
    };
  };
  "serving_template.delete": {
    parameters: { path: { templateName: string } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "serving_template.validate": {
    requestBody: { content: { "application/json": components["schemas"]["ServingTemplateRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ServingTemplateVerdict"] } };
    };
  };
  "sign_in_links.create": {
    requestBody: { content: { "application/json": components["schemas"]["SignInLinkRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["SignInLink"] } };
    };
  };
  "tenant_info.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["TenantInfo"] } };
    };
  };
  "estimate.create": {
    requestBody: { content: { "application/json": components["schemas"]["EstimateRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Estimate"] } };
    };
  };
  "hints.query": {
    parameters: {
      query?: {
        /** @description How many times the usual */
        factor?: number;
        /** @description Cheaper hours are no anomalies */
        floorNano?: number;
        /** @description Days without a call */
        idleDays?: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["HintList"] } };
    };
  };
  "kpi.get": {
    parameters: { query?: { $select?: string | string[] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["KpiResultSet"] } };
    };
  };
  "ledger.query": {
    parameters: {
      query?: {
        /** @description Most records of a page */
        $top?: number;
        /** @description Id of an API key, or client id */
        apiKey?: string;
        /** @description Of the page before */
        continueToken?: string;
        deployment?: string;
        /** @description First moment that does not count any more; default: now */
        end?: string;
        model?: string;
        resourceGroup?: string;
        /** @description First moment; default: a day before the end */
        start?: string;
        state?: "settled" | "aborted" | "uncertain";
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["LedgerPage"] } };
    };
  };
  "metrics.series": {
    parameters: {
      query: {
        /** @description ModelDeploymentName eq '*' and (ModelName eq 'a' or ModelName eq 'b'); by ModelDeploymentName, ModelName, ModelVersion, StatusCode */
        $filter?: string;
        /** @description Comma-separated: total, average, minimum, maximum, count; default: what is usual */
        aggregation?: string | string[];
        /** @description Default: now */
        end?: string;
        /** @description PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H, P1D */
        interval?: string;
        /** @description Comma-separated: AzureOpenAIRequests, ModelRequests, AzureOpenAIAvailabilityRate, ModelAvailabilityRate, ProcessedPromptTokens, InputTokens, GeneratedTokens, OutputTokens, TokenTransaction, TotalTokens, ActiveTokens, ProvisionedConsumedTokens, AzureOpenAIContextTokensCacheMatchRate, TokensCacheMatchRate, AzureOpenAITimeToResponse, TimeToResponse, AzureOpenAITTLTInMS, AzureOpenAINormalizedTBTInMS, NormalizedTimeBetweenTokens, AzureOpenAIProvisionedManagedUtilizationV2, ProvisionedUtilization, AzureOpenAITokenPerSecond */
        metricnames: string | string[];
        resourceGroup?: string;
        /** @description Default: an hour before the end */
        start?: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["MetricSeriesList"] } };
    };
  };
  "statements.get": {
    parameters: {
      query?: {
        /** @description Id of an API key, or client id */
        apiKey?: string;
        deployment?: string;
        /** @description Comma-separated: resourceGroup, deployment, executable, model, modelVersion, apiKey, deploymentType, kind; default: resourceGroup, deployment, model, apiKey, kind */
        groupBy?: string | string[];
        model?: string;
        resourceGroup?: string;
        /** @description Where hours, days and months begin */
        timezone?: string;
      };
      path: { month: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Statement"] } };
    };
  };
  "usage.query": {
    parameters: {
      query?: {
        /** @description Id of an API key, or client id */
        apiKey?: string;
        deployment?: string;
        /** @description First moment that does not count any more; default: now */
        end?: string;
        /** @description Comma-separated: resourceGroup, deployment, executable, model, modelVersion, apiKey, deploymentType, kind */
        groupBy?: string | string[];
        interval?: "minute" | "hour" | "day" | "month";
        model?: string;
        resourceGroup?: string;
        /** @description First moment; default: a day before the end */
        start?: string;
        /** @description Where hours, days and months begin */
        timezone?: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["UsageList"] } };
    };
  };
  "artifact.query": {
    parameters: {
      query?: {
        $expand?: "scenario";
        /** @description Part of the name or description */
        $search?: string;
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        artifactLabelSelector?: string | string[];
        executionId?: string;
        kind?: "model" | "dataset" | "resultset" | "other";
        name?: string;
        scenarioId?: string;
        searchCaseInsensitive?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArtifactList"] } };
    };
  };
  "artifact.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ArtifactPostData"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["ArtifactCreationResponse"] } };
    };
  };
  "artifact.get": {
    parameters: {
      query?: { $expand?: "scenario" };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { artifactId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Artifact"] } };
    };
  };
  "artifact.count": {
    parameters: {
      query?: {
        /** @description Part of the name or description */
        $search?: string;
        artifactLabelSelector?: string | string[];
        executionId?: string;
        kind?: "model" | "dataset" | "resultset" | "other";
        name?: string;
        scenarioId?: string;
        searchCaseInsensitive?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": number } };
    };
  };
  "changes.follow": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
        /** @description Act for the tenant instead; takes an administrator */
        "AI-Tenant-Scope"?: components["parameters"]["tenantScope"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "text/event-stream": string } };
    };
  };
  "configuration.query": {
    parameters: {
      query?: {
        $expand?: "scenario";
        /** @description Part of the name or description */
        $search?: string;
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        scenarioId?: string;
        searchCaseInsensitive?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ConfigurationList"] } };
    };
  };
  "configuration.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ConfigurationBaseData"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "configuration.get": {
    parameters: {
      query?: { $expand?: "scenario" };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { configurationId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Configuration"] } };
    };
  };
  "configuration.count": {
    parameters: {
      query?: {
        /** @description Part of the name or description */
        $search?: string;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        scenarioId?: string;
        searchCaseInsensitive?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": number } };
    };
  };
  "file.download": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { path: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "file.upload": {
    parameters: {
      query?: { overwrite?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { path: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "file.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { path: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "deployment.query": {
    parameters: {
      query?: {
        $select?: "status";
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        configurationId?: string;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        scenarioId?: string;
        status?: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentList"] } };
    };
  };
  "deployment.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["DeploymentCreationRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentTrial"] } };
      202: { content: { "application/json": components["schemas"]["DeploymentCreationResponse"] } };
    };
  };
  "deployment.batch_modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["DeploymentBulkModificationRequest"];
        "application/merge-patch+json": components["schemas"]["DeploymentBulkModificationRequest"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: {
        content: { "application/json": components["schemas"]["DeploymentBulkModificationResponse"] };
      };
    };
  };
  "deployment.get": {
    parameters: {
      query?: { $select?: "status" };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentResponseWithDetails"] } };
    };
  };
  "deployment.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["DeploymentDeletionResponse"] } };
    };
  };
  "deployment.modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["DeploymentModificationRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "dryRun.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["DryRunRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["DryRunSummary"] } };
    };
  };
  "dryRun.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DryRunList"] } };
    };
  };
  "dryRun.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        deploymentId: string;
        number: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DryRun"] } };
    };
  };
  "deployment.instances": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentInstanceList"] } };
    };
  };
  "deployment.timeline": {
    parameters: {
      query?: {
        /** @description Default: now */
        end?: string;
        /** @description Default: a day before the end */
        start?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InstanceSpanList"] } };
    };
  };
  "deployment.get_logs": {
    parameters: {
      query?: {
        $order?: "asc" | "desc";
        /** @description Most lines; default: 1000, with follow or as text all */
        $top?: number;
        /** @description Default: all */
        component?: "predictor" | "transformer";
        /** @description Default: now */
        end?: string;
        /** @description Lines as they come, as server-sent events; $top: begin with so many of those that are there */
        follow?: string;
        /** @description Only lines with this in them, in whatever case */
        grep?: string;
        /** @description Only of this one, also where it has ended */
        instance?: string;
        /** @description Of the instances that ran before those that run now */
        previous?: string;
        /** @description In place of start: from so long ago, such as 90s, 10m, 24h or 7d */
        since?: string;
        /** @description Default: an hour before the end; with instance or previous: all there is */
        start?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["LogCommonResponse"] } };
    };
  };
  "deployment.metrics": {
    parameters: {
      query?: {
        /** @description Default: now */
        end?: string;
        /** @description Comma-separated: requests, errors4xx, errors5xx, limited, aborted, uncertain, latencyP50, latencyP90, latencyP95, latencyP99, timeToFirstTokenP50, timeToFirstTokenP95, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens, tokensPerSecond, inFlight, queued, cost, instances; default: all */
        metrics?: string | string[];
        /** @description Default: a day before the end */
        start?: string;
        /** @description Such as 1m, 5m, 1h or 1d; default: what suits start to end */
        step?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentMetrics"] } };
    };
  };
  "deployment.openapi": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentOpenApi"] } };
    };
  };
  "deployment.pause": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "rollout.promote": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "deployment.resume": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "rollout.rollback": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: {
      content: {
        "application/json": {
          note?: string;
          version?: number;
        } | null;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "rollout.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RolloutReport"] } };
    };
  };
  "deploymentVersion.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentVersionList"] } };
    };
  };
  "deploymentVersion.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        deploymentId: string;
        version: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentVersion"] } };
    };
  };
  "deploymentVersion.diff": {
    parameters: {
      query?: {
        /** @description Default: the version in force */
        from?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        deploymentId: string;
        version: number;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["DeploymentVersionDiff"] } };
    };
  };
  "webapp.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Webapp"] } };
    };
  };
  "webapp.open": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["WebappRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Webapp"] } };
    };
  };
  "webapp.close": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { deploymentId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "deployment.count": {
    parameters: {
      query?: {
        configurationId?: string;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        scenarioId?: string;
        status?: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": number } };
    };
  };
  "executable.describe": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ExecutableDescriptionList"] } };
    };
  };
  "execution.query": {
    parameters: {
      query?: {
        $select?: "status";
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        configurationId?: string;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        executionScheduleId?: string;
        scenarioId?: string;
        status?: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ExecutionList"] } };
    };
  };
  "execution.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.batch_modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.get": {
    parameters: {
      query?: { $select?: "status" };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.get_logs": {
    parameters: {
      query?: {
        $order?: "asc" | "desc";
        $top?: number;
        end?: string;
        start?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution.count": {
    parameters: {
      query?: {
        configurationId?: string;
        /** @description Comma-separated executable ids */
        executableIds?: string | string[];
        executionScheduleId?: string;
        scenarioId?: string;
        status?: "PENDING" | "RUNNING" | "COMPLETED" | "DEAD" | "STOPPING" | "STOPPED" | "UNKNOWN";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": number } };
    };
  };
  "execution_schedule.query": {
    parameters: {
      query?: {
        $select?: "status";
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        configurationId?: string;
        status?: "ACTIVE" | "INACTIVE";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ExecutionScheduleList"] } };
    };
  };
  "execution_schedule.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution_schedule.get": {
    parameters: {
      query?: { $select?: "status" };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionScheduleId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution_schedule.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionScheduleId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution_schedule.modify": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { executionScheduleId: string };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "execution_schedule.count": {
    parameters: {
      query?: {
        configurationId?: string;
        status?: "ACTIVE" | "INACTIVE";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": number } };
    };
  };
  "meta.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Capabilities"] } };
    };
  };
  "metrics.find": {
    parameters: {
      query?: {
        $filter?: string;
        $select?: string | string[];
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        $top?: number;
        executionIds?: string | string[];
        tagFilters?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["MetricResourceList"] } };
    };
  };
  "metrics.delete": {
    parameters: {
      query: { executionId: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "metrics.patch": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: { "4XX": components["responses"]["ErrorResponse"] };
  };
  "model.capacity": {
    requestBody: { content: { "application/json": components["schemas"]["CapacityCalculationRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["CapacityCalculation"] } };
    };
  };
  "model.deploy": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ModelDeploymentRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelDeploymentTrial"] } };
      202: { content: { "application/json": components["schemas"]["ModelDeploymentResponse"] } };
    };
  };
  "model.offers": {
    parameters: {
      query?: {
        /** @description Default: all there are */
        model?: string;
        residency?: "regional" | "data-zone" | "global";
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelOfferList"] } };
    };
  };
  "registry.import.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegistryImportList"] } };
    };
  };
  "registry.import.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["RegistryImportRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["RegistryImport"] } };
    };
  };
  "registry.import.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { importId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegistryImport"] } };
    };
  };
  "registry.import.cancel": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { importId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegistryImport"] } };
    };
  };
  "registry.model.query": {
    parameters: {
      query?: {
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredModelList"] } };
    };
  };
  "registry.version.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["RegisteredVersionRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["RegisteredVersion"] } };
    };
  };
  "registry.version.best": {
    parameters: {
      query: {
        direction?: "max" | "min";
        metric: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { modelName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersion"] } };
    };
  };
  "registry.version.list": {
    parameters: {
      query?: {
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { modelName: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersionList"] } };
    };
  };
  "registry.version.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersion"] } };
    };
  };
  "registry.version.delete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersion"] } };
    };
  };
  "registry.version.change": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["RegisteredVersionChange"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersion"] } };
    };
  };
  "registry.version.download": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": unknown } };
    };
  };
  "registry.artifact.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArtifactVersionList"] } };
    };
  };
  "registry.artifact.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ArtifactVersionRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ArtifactVersion"] } };
      201: { content: { "application/json": components["schemas"]["ArtifactVersion"] } };
    };
  };
  "registry.artifact.query_files": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        artifactVersion: string;
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredFileList"] } };
    };
  };
  "registry.artifact.download": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        artifactVersion: string;
        modelName: string;
        path: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": unknown } };
      206: { content: { "application/json": unknown } };
    };
  };
  "registry.version.query_deployments": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersionUserList"] } };
    };
  };
  "registry.file.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredFileList"] } };
    };
  };
  "registry.file.download": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        path: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": unknown } };
      206: { content: { "application/json": unknown } };
    };
  };
  "registry.tag.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelTagList"] } };
    };
  };
  "registry.tag.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        tag: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelTag"] } };
    };
  };
  "registry.tag.set": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        tag: string;
        version: string;
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ModelTagRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelTag"] } };
    };
  };
  "registry.tag.remove": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        modelName: string;
        tag: string;
        version: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "registry.quota.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["StorageQuota"] } };
    };
  };
  "registry.script.check": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["ScriptCheckRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ScriptCheck"] } };
    };
  };
  "registry.tag.query_all": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelTagOfList"] } };
    };
  };
  "registry.upload.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["UploadList"] } };
    };
  };
  "registry.upload.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["UploadRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["Upload"] } };
    };
  };
  "registry.upload.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { uploadId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Upload"] } };
    };
  };
  "registry.upload.put": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { uploadId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Upload"] } };
    };
  };
  "registry.upload.cancel": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { uploadId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Acknowledged"] } };
    };
  };
  "registry.upload.complete": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { uploadId: string };
    };
    requestBody: { content: { "application/json": { sha256?: string } } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Upload"] } };
    };
  };
  "registry.version.query": {
    parameters: {
      query?: {
        /** @description Part of the name or description */
        $search?: string;
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
        framework?: "TENSORFLOW" | "TORCH" | "SKLEARN" | "PYTHON" | "LLM" | "ONNX" | "GGUF";
        name?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RegisteredVersionList"] } };
    };
  };
  "resourcePlans.query": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ResourcePlanList"] } };
    };
  };
  "resources.get": {
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["MachineResources"] | null } };
    };
  };
  "retirements.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["RetirementList"] } };
    };
  };
  "scenario.query": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ScenarioList"] } };
    };
  };
  "scenario.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { scenarioId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Scenario"] } };
    };
  };
  "executable.query": {
    parameters: {
      query?: { versionId?: string };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { scenarioId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ExecutableList"] } };
    };
  };
  "executable.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: {
        executableId: string;
        scenarioId: string;
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["Executable"] } };
    };
  };
  "scenario.query_models": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { scenarioId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["ModelList"] } };
    };
  };
  "scenario.query_versions": {
    parameters: {
      query?: { labelSelector?: string | string[] };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { scenarioId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["VersionList"] } };
    };
  };
  "inference.query": {
    parameters: {
      query?: {
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most records to answer */
        $top?: number;
        /** @description Addition of Lectern; false: records without bodies */
        bodies?: string;
        /** @description Addition of Lectern */
        deploymentId?: string;
        /** @description Addition of Lectern */
        endTime?: string;
        /** @description Labels that a record must have, with commas; a key alone: whatever its value */
        labelSelector?: string | string[];
        /** @description Addition of Lectern */
        startTime?: string;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferenceRecordList"] } };
    };
  };
  "inference.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { inferenceId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferenceRecord"] } };
    };
  };
  "inference.listFeedback": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { inferenceId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferenceFeedbackList"] } };
    };
  };
  "inference.addFeedback": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { inferenceId: string };
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description Any JSON */
          content: unknown;
        }[];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["InferenceAddition"] } };
    };
  };
  "inference.label": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { inferenceId: string };
    };
    requestBody: { content: { "application/json": components["schemas"]["InferenceLabel"][] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      201: { content: { "application/json": components["schemas"]["InferenceAddition"] } };
    };
  };
  "inferencesDeleteRequest.query": {
    parameters: {
      query?: {
        /** @description Resources to leave out at the beginning */
        $skip?: number;
        /** @description Most resources to answer */
        $top?: number;
      };
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferencesDeletionList"] } };
    };
  };
  "inferencesDeleteRequest.create": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
    };
    requestBody: { content: { "application/json": components["schemas"]["InferencesDeleteRequest"] } };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      202: { content: { "application/json": components["schemas"]["InferencesDeleteResponse"] } };
    };
  };
  "inferencesDeleteRequest.get": {
    parameters: {
      header?: {
        /** @description Resource group to act in; absent: default */
        "AI-Resource-Group"?: components["parameters"]["resourceGroup"];
      };
      path: { inferencesDeleteRequestId: string };
    };
    responses: {
      "4XX": components["responses"]["ErrorResponse"];
      200: { content: { "application/json": components["schemas"]["InferencesDeletion"] } };
    };
  };
}
