import "./activities.css";
import { useRoute } from "preact-iso/router";
import { currentReplica } from "../replica";
import { Skeleton } from "../ui/skeleton";
import { Detail } from "./detail";
import { InterestsPage } from "./interests";
import { List } from "./list";
import { Mine } from "./mine";

/** Activities for members: the list, one of them, the own applications, interests. */
export default function ActivitiesPage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) {
    return (
      <div class="page">
        <Skeleton lines={6} />
      </div>
    );
  }
  if (params.id === "mine") return <Mine replica={replica} />;
  if (params.id === "interests") return <InterestsPage replica={replica} />;
  if (params.id) return <Detail key={params.id} id={params.id} replica={replica} />;
  return <List replica={replica} />;
}
