/** Lays out beside the page, which stays alive meanwhile: some hundred nodes take a second. */
import { type LayoutTask, placesOf } from './layers.ts';

addEventListener('message', (event: MessageEvent<LayoutTask>) => postMessage(placesOf(event.data)));
