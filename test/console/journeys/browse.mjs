// From the overview by keyboard to the resource that needs it, its tabs, the quarantine and its rows.
export async function go({ page, shot, server }) {
  await page.goto(`${server}/`);
  await page.getByTestId('sentence').waitFor();
  await shot('overview');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.getByRole('search').getByRole('textbox').fill('登记');
  await page.locator('.results a').first().waitFor();
  await shot('search');
  await page.keyboard.press('Escape');

  await page.goto(`${server}/resources`);
  await page.locator('tr[data-row]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await shot('resources');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/resources\/[a-z_.]+$/);
  for (const [tab, what] of [
    ['质量', 'quality'],
    ['血缘', 'lineage'],
    ['到货', 'arrivals'],
    ['变更', 'changes'],
    ['数据', 'rows'],
  ]) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await shot(`resource-${what}`);
  }

  await page.goto(`${server}/quarantine`);
  await page.getByRole('heading', { name: '隔离区' }).waitFor();
  await shot('quarantine');
  const reason = page.locator('tr[data-row]', { hasText: '隔离' }).first();
  if ((await reason.count()) > 0) {
    await reason.press('Enter');
    await page.locator('[data-quarantined]').first().waitFor();
    await shot('quarantine-rows');
    await page.getByRole('button', { name: '修正列的对应' }).click();
    await page.getByRole('dialog').waitFor();
    await shot('quarantine-mapping');
  }
  for (const [path, what] of [
    ['/quality', 'quality'],
    ['/quality?by=losses', 'losses'],
    ['/quality?by=run', 'trend'],
    ['/libraries', 'libraries'],
    ['/libraries/person', 'library'],
    ['/runs', 'runs'],
    ['/system', 'system'],
    ['/system?tab=packs', 'packs'],
    ['/nowhere', 'not-found'],
  ]) {
    await page.goto(server + path);
    await page.locator('h1, h2').first().waitFor();
    await shot(what);
  }
}
