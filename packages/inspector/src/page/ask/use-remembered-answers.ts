import { useEffect, useRef } from "react";
import { useInspector, useLink } from "../state/inspector.tsx";
import { recallAnswer } from "./remembered-answers.ts";

/** Answers the questions for which an answer is kept, wherever the page is. */
export function useRememberedAnswers(): void {
  const asks = useInspector((state) => state.asks);
  const { control } = useLink();
  const answered = useRef(new Set<string>());
  useEffect(() => {
    for (const ask of asks.values()) {
      if (ask.answer !== undefined || answered.current.has(ask.id)) continue;
      // A question that is put again had an answer that did not fit: a person must look.
      const answer = ask.reason === undefined ? recallAnswer(ask) : undefined;
      if (answer === undefined) continue;
      answered.current.add(ask.id);
      control("answer", { ask: ask.id, answer }).catch(() => undefined);
    }
  }, [asks, control]);
}
