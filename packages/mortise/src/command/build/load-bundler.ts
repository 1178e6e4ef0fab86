import { MortiseError } from "@mortise/protocol";

type Rolldown = typeof import("rolldown");

/**
 * Loads the bundler of the user's project.
 *
 * Rejects with MortiseError `INVALID_OPTION` and the command that installs it.
 */
export async function loadBundler(): Promise<Rolldown> {
  try {
    return await import("rolldown");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new MortiseError(
      "INVALID_OPTION",
      "mortise build needs the package rolldown, which is not installed: npm install --save-dev rolldown",
      { cause: error },
    );
  }
}
