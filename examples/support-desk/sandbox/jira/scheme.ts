/** A status of the project's workflow. */
export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: StatusCategory;
}

/** The category of a status. */
export interface StatusCategory {
  readonly id: number;
  readonly key: "new" | "indeterminate" | "done";
  readonly name: string;
  readonly colorName: string;
}

/** A way from one status to another. */
export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly to: Status;
}

/** Something with an id and a name, as Jira has many. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

const toDo: StatusCategory = { id: 2, key: "new", name: "To Do", colorName: "blue-gray" };
const inProgress: StatusCategory = {
  id: 4,
  key: "indeterminate",
  name: "In Progress",
  colorName: "yellow",
};
const done: StatusCategory = { id: 3, key: "done", name: "Done", colorName: "green" };

/** The status categories every Jira has. */
export const statusCategories: readonly StatusCategory[] = [toDo, inProgress, done];

/** The statuses of the workflow. */
export const statuses: readonly Status[] = [
  { id: "10000", name: "To Do", category: toDo },
  { id: "10001", name: "In Progress", category: inProgress },
  { id: "10002", name: "Waiting for customer", category: inProgress },
  { id: "10003", name: "Done", category: done },
];

/** The priorities, the most urgent first. */
export const priorities: readonly Choice[] = [
  { id: "1", name: "Highest" },
  { id: "2", name: "High" },
  { id: "3", name: "Medium" },
  { id: "4", name: "Low" },
  { id: "5", name: "Lowest" },
];

/** The issue types of the project. */
export const issueTypes: readonly Choice[] = [
  { id: "10100", name: "Bug" },
  { id: "10101", name: "Task" },
  { id: "10102", name: "Question" },
];

/** The one project. */
export const project = { id: "10200", key: "SUP", name: "Support" } as const;

const names = ["Back to the queue", "Start work", "Ask the customer", "Resolve"];

/** Gives the transitions that lead away from a status. */
export function transitionsFrom(status: Status): Transition[] {
  return statuses
    .map((to, index) => ({ id: String(11 + 10 * index), name: names[index] ?? to.name, to }))
    .filter((transition) => transition.to !== status);
}

/** Finds the entry with this id, or with this name in any case. */
export function findChoice<T extends Choice>(choices: readonly T[], text: string): T | undefined {
  const wanted = text.toLowerCase();
  return choices.find((choice) => choice.id === text || choice.name.toLowerCase() === wanted);
}
