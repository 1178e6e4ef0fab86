function wordSet(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/** Words that carry no subject in a request or a description. */
export const STOP_WORDS: ReadonlySet<string> = wordSet(
  "a an the of for to in on at by with from is are was were be been do does did have has had any some",
  "this that these those it its they them their he she his her him i me my we our us you your",
  "what which who whom when where why how please can could would should will tell give and or not if",
  "there about as also current currently right now latest all use using used return returns given",
  "specific one more than into via per just like want need help helpful thank thanks hello hi ok so",
  "much many lot wonder whether up back good bad think know ever never always say says",
);

const SYNONYM_GROUPS: Readonly<Record<string, string>> = {
  ticket: "issue incident",
  customer: "client",
  conversation: "chat message thread discussion discuss talk",
  get: "fetch show read retrieve lookup view look display check",
  list: "enumerate",
  search: "find query",
  create: "add new make register",
  delete: "remove drop erase",
  update: "edit change modify set",
  send: "post publish",
  transition: "move",
  email: "mail",
  weather: "forecast temperature",
  price: "cost",
  shipment: "ship shipp shipping delivery deliver",
  directory: "folder dir",
};

/** Maps a word to the word that stands for its group. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries(SYNONYM_GROUPS).flatMap(([head, group]) =>
    group.split(" ").map((word): [string, string] => [word, head]),
  ),
);

/** Verbs that change something; a tool that bears one is never called from a question. */
export const WRITE_VERBS: ReadonlySet<string> = wordSet(
  "create delete update send write refund cancel close assign execute run insert upload approve reject",
  "merge deploy pay charge transfer invite archive reply comment subscribe unsubscribe book schedule",
  "start stop restart kill grant revoke rename submit fill click type press drag navigate select",
  "transition deactivate activate issue reset",
);

/** Verbs of {@link WRITE_VERBS} that also open sentences which order no change. */
const AMBIGUOUS_VERBS = wordSet("run execute select type fill start issue comment navigate");

/** Verbs that order a change in any sentence that they open. */
export const CHANGE_VERBS: ReadonlySet<string> = new Set(
  [
    ...WRITE_VERBS,
    ...["resolve", "reopen", "escalate", "mark", "put", "notify", "inform", "remind"],
    ...["upgrade", "downgrade", "switch", "give", "convert", "promote", "announce", "tell", "say"],
    ...[
      "bump",
      "migrate",
      "turn",
      "clone",
      "duplicate",
      "copy",
      "shift",
      "take",
      "reactivate",
      "reassign",
      "extend",
      "postpone",
      "renew",
    ],
    ...["pause", "resume", "waive", "apply", "adjust", "swap", "replace", "resend", "unarchive"],
    ...["suspend", "disable", "enable", "terminate", "block", "unblock", "lock", "unlock"],
    ...["restore", "reimburse", "raise", "file", "log", "register", "finish", "complete"],
  ].filter((verb) => !AMBIGUOUS_VERBS.has(verb)),
);

/**
 * Verbs that only read. A tool without annotations is read-only when its name bears one of these
 * and no write verb.
 */
export const READ_VERBS: ReadonlySet<string> = wordSet(
  "get list search count describe summarize compare calculate convert resolve explain echo tail head",
  "ping status history",
);

/** Every verb that names an action rather than a subject. */
export const VERBS: ReadonlySet<string> = new Set(["get", "list", "search", ...WRITE_VERBS]);

/** Verbs too common to single out a tool. */
export const GENERIC_VERBS: ReadonlySet<string> = wordSet(
  "get list search create update delete send run set",
);

/** Matches a parameter that takes free text to search for. */
export const FREE_TEXT_PARAMETER: RegExp =
  /^(q|query|search|search_?term|keywords?|terms?|question|text|prompt|topic)$/i;

/** Nouns for people. */
export const PERSON_NOUNS: ReadonlySet<string> = wordSet(
  "customer client user member person account contact people",
);
