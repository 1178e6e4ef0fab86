export { DEFAULT_MODEL, type ProviderName } from "./model/default-model.ts";
export type { Environment } from "./model/environment.ts";
export type { EndpointOption, ModelOption } from "./model/model-option.ts";
export { type ResolveModelOptions, resolveModel } from "./model/resolve-model.ts";
export type { ModelSource, ResolvedModel } from "./model/resolved-model.ts";
export { OFFLINE_NOTICE } from "./offline/answer/write-answer.ts";
export { createOfflineModel } from "./offline/offline-model.ts";
