/** An employee of Halyard, the company whose support desk this is. */
export interface Colleague {
  readonly name: string;
  readonly handle: string;
  readonly email: string;
  readonly title: string;
  readonly team: Team;
  readonly jira_account_id: string;
  readonly slack_id: string;
}

/** A team inside Halyard. */
export type Team = "support" | "billing" | "engineering" | "sales";

const people: readonly (readonly [name: string, title: string, team: Team])[] = [
  ["Dana Whitfield", "Support lead", "support"],
  ["Marcus Bell", "Support engineer", "support"],
  ["Ines Carvalho", "Support engineer", "support"],
  ["Tomasz Nowak", "Support engineer", "support"],
  ["Priya Raman", "Billing specialist", "billing"],
  ["Oliver Grant", "Finance operations", "billing"],
  ["Yuki Tanaka", "Platform engineer", "engineering"],
  ["Leila Haddad", "API engineer", "engineering"],
  ["Ben Okafor", "Firmware engineer", "engineering"],
  ["Hannah Lindqvist", "Account executive", "sales"],
  ["Diego Morales", "Customer success manager", "sales"],
  ["Grace Adeyemi", "Account executive", "sales"],
];

/** All employees of Halyard; the Jira API token belongs to the first. */
export const colleagues: readonly Colleague[] = people.map(([name, title, team], index) => {
  const handle = name.toLowerCase().replace(" ", ".");
  const number = String(index + 1).padStart(4, "0");
  return {
    name,
    handle,
    email: `${handle}@halyard.example`,
    title,
    team,
    jira_account_id: `712020:halyard-${number}`,
    slack_id: `U0HALYARD${number.slice(2)}`,
  };
});

/** Gives the colleagues of one team, in a fixed order, never none. */
export function colleaguesIn(team: Team): readonly Colleague[] {
  return colleagues.filter((colleague) => colleague.team === team);
}
