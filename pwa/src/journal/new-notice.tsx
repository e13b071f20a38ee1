import { useMemo } from "preact/hooks";
import type { Replica } from "../replica";
import { useLoaded } from "../ui/task";

/** The newest notice, for those who were ever told anything: only then its code is loaded. */
export function NewNotice({ replica }: { replica: Replica }) {
  const told = useMemo(() => replica.ofKind("NoticeItem"), [replica]);
  return told.value.length > 0 ? <Loaded replica={replica} /> : null;
}

function Loaded({ replica }: { replica: Replica }) {
  const { value } = useLoaded("notices", () => import("../notices/latest"));
  return value ? <value.Latest replica={replica} /> : null;
}
