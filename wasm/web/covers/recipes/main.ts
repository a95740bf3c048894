import { begin } from "../../shell";
import { Recipes } from "./recipes";

begin((entered) => new Recipes(entered));
