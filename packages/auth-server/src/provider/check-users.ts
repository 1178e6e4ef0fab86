import { MortiseError } from "@mortise/protocol";

/**
 * Checks a list of users.
 *
 * @throws MortiseError `INVALID_OPTION` for a user without a subject, and for one that is there twice.
 */
export function checkUsers(owner: string, users: readonly unknown[]): void {
  const subjects = users.map((user) =>
    typeof user === "object" && user !== null ? Reflect.get(user, "sub") : user,
  );
  for (const [at, subject] of subjects.entries()) {
    const isText = typeof subject === "string" && subject !== "";
    if (isText && subjects.indexOf(subject) === at) continue;
    throw new MortiseError(
      "INVALID_OPTION",
      isText
        ? `users of ${owner} has ${JSON.stringify(subject)} twice`
        : `users of ${owner} takes texts, and objects with a text sub; entry ${at} has neither`,
      { data: { option: "users" } },
    );
  }
}
