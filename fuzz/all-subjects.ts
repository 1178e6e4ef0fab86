import { client } from "./subject/client.ts";
import { eventStream } from "./subject/event-stream.ts";
import { framing } from "./subject/framing.ts";
import { headerValue, parameterHeader } from "./subject/header.ts";
import { http } from "./subject/http.ts";
import { answering, parsing, surviving } from "./subject/json-rpc.ts";
import { hostileSchema } from "./subject/json-schema.ts";
import { batches, questions } from "./subject/legacy.ts";
import { schemaRepair } from "./subject/repair.ts";
import { sealedState } from "./subject/sealed-state.ts";
import { anyTemplate, roundTrip } from "./subject/uri-template.ts";
import type { Subject } from "./subject.ts";

/** Every subject of the fuzzer. */
export const SUBJECTS: readonly Subject[] = [
  framing,
  eventStream,
  parsing,
  answering,
  surviving,
  questions,
  batches,
  headerValue,
  parameterHeader,
  anyTemplate,
  roundTrip,
  schemaRepair,
  hostileSchema,
  sealedState,
  http,
  client,
];
