// Outlines of divisions are files beside the console, not answers of the API.
import type { Outline } from '../parts/DivisionMap';

export async function request(division: string): Promise<Outline | null> {
  if (!/^\d{2,6}$/.test(division)) return null;
  const response = await fetch(`/map/${division}.json`);
  const json = response.headers.get('Content-Type')?.includes('json');
  return response.ok && json ? ((await response.json()) as Outline) : null;
}
