/** A group of guides in the sidebar. */
export interface GuideGroup {
  readonly title: string;
  /** The names of their files in `docs/guide`, without `.md`. */
  readonly guides: readonly string[];
}

const GROUPS: readonly GuideGroup[] = [
  { title: "Start here", guides: ["getting-started", "index"] },
  {
    title: "Servers",
    guides: ["servers", "composing", "asking", "tasks", "apps", "skills", "middleware", "auth"],
  },
  {
    title: "Clients and agents",
    guides: ["clients", "auth-clients", "agents", "frameworks", "command"],
  },
  { title: "Develop and test", guides: ["developing", "testing", "linting"] },
  {
    title: "Ship and operate",
    guides: [
      "serving",
      "installing",
      "publishing",
      "deploying",
      "capacity",
      "telemetry",
      "tasks-operating",
      "auth-server",
    ],
  },
];

/** Puts guides into their groups; those that no group names are in a last one, so that none is lost. */
export function orderGuides(guides: readonly string[]): GuideGroup[] {
  const named = GROUPS.map(({ title, guides: names }) => ({
    title,
    guides: names.filter((name) => guides.includes(name)),
  }));
  const rest = guides.filter((guide) => !GROUPS.some(({ guides: names }) => names.includes(guide)));
  return [...named, { title: "More", guides: rest }].filter(
    ({ guides: names }) => names.length > 0,
  );
}
