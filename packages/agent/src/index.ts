export { OFFLINE_NOTICE } from "./offline/answer/write-answer.ts";
export { createOfflineModel } from "./offline/offline-model.ts";
