import type { ja } from "./reception.ja";
import type { Translation } from "./vocabulary";

/** Words of taking people in, on the staff's phones, in English. */
export const en: Translation<typeof ja> = {
  "reception.title": "Taking people in",
  "reception.back": "Reception",
  "reception.over": "Nobody is being taken in",
  "reception.overHint":
    "When the office declares a disaster the list is here, without a signal too.",
  "reception.since": "Since {day}",
  "reception.shelter": "Shelter",
  "reception.noShelter": "There is no shelter. The office makes one on its page “Places”.",
  "reception.count":
    "Arrived: {n} {n|party|parties}, {people} people, of {all} and {allPeople} people",
  "reception.search": "Search by name or number",
  "reception.none": "Nobody found.",
  "reception.number": "Member {n}",
  "reception.party": "{n} {n|person|people}",
  "reception.arrive": "Arrived",
  "reception.here": "At {place} ({when})",
  "reception.arrived": "The arrival of {name} is recorded",
  "reception.nameless": "No name",
  "reception.noCard": "This phone’s roster has no card of theirs.",
  "reception.own": "You cannot record your own arrival.",
  "reception.undo": "Pressed by mistake",
};
