import { useEffect, useState } from "preact/hooks";

/** Whether there is room for two columns: the width at which the style sheets make them. */
export function useWide(): boolean {
  const [query] = useState(() => matchMedia("(min-width: 64rem)"));
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const follow = () => setWide(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, [query]);
  return wide;
}
