import { MortiseError } from "@mortise/protocol";
import type { EventPort } from "../event/event-port.ts";
import type { ModelStepRequest, ModelStepResult } from "../model/model-step.ts";
import { retryDelay, retryReason } from "../model/retry-policy.ts";
import type { Clock } from "../time/wait.ts";
import { wait } from "../time/wait.ts";

/** What {@link tryStep} needs besides the request. */
export interface TryStepOptions {
  clock: Clock;
  /** Milliseconds that the model may stay silent. */
  silence: number;
  events: EventPort;
  /** Told of the text so far, which is all that is left when the step fails. */
  onPartialText(text: string): void;
}

/**
 * Calls the model, and calls it again after a passing failure, as long as nothing was said yet: what the user has read
 * can not be taken back.
 */
export async function tryStep(
  request: Omit<ModelStepRequest, "onActivity" | "onText">,
  options: TryStepOptions,
): Promise<ModelStepResult> {
  for (let attempt = 1; ; attempt++) {
    let said = "";
    try {
      return await runWithinSilence(request, options, (event, text) => {
        if (event === "delta") said += text;
        options.onPartialText(said);
        return emitText(event, text, options.events);
      });
    } catch (error) {
      request.signal.throwIfAborted();
      const delayMs = said === "" ? retryDelay(error, attempt) : undefined;
      if (delayMs === undefined) throw error;
      await options.events.emit({
        type: "model-retry",
        attempt,
        reason: retryReason(error),
        delayMs,
      });
      await wait(options.clock, delayMs, request.signal);
    }
  }
}

async function emitText(
  event: "start" | "delta" | "end",
  text: string,
  events: EventPort,
): Promise<void> {
  if (event === "start") await events.emit({ type: "text-start" });
  else if (event === "delta") await events.emit({ type: "text-delta", text });
  else await events.emit({ type: "text-end", text });
}

async function runWithinSilence(
  request: Omit<ModelStepRequest, "onActivity" | "onText">,
  { clock, silence }: TryStepOptions,
  onText: ModelStepRequest["onText"],
): Promise<ModelStepResult> {
  const controller = new AbortController();
  const error = new MortiseError("TIMEOUT", `The model was silent for ${silence / 1000} seconds`);
  const watch = (): (() => void) => clock.schedule(silence, () => controller.abort(error));
  // AI SDK takes as long to load as everything else together, so it waits for the first step.
  const { runModelStep } = await import("../model/model-step.ts");
  let cancel = watch();
  try {
    return await runModelStep({
      ...request,
      signal: AbortSignal.any([request.signal, controller.signal]),
      onActivity() {
        cancel();
        cancel = watch();
      },
      async onText(event, text) {
        // A reader that is slow is no silence of the model.
        cancel();
        await onText(event, text);
        cancel = watch();
      },
    });
  } catch (failure) {
    throw controller.signal.aborted && !request.signal.aborted ? error : failure;
  } finally {
    cancel();
  }
}
