// The review of links: what was linked is looked at by keyboard, one after the other, with a reason.
export async function go({ page, shot, server }) {
  await page.goto(`${server}/libraries/person?tab=questions&state=linked`);
  await page.locator("[data-question]").first().waitFor();
  await shot("questions");
  const reject = page.getByRole("button", { name: "不是" }).first();
  if (await reject.isEnabled())
    throw new Error("an answer can be given without a reason");
  await page.getByLabel("理由").fill("与原始档案核对");
  await page.keyboard.press("Escape");
  await page.getByLabel("理由").blur();
  await page.keyboard.press("j");
  const answered = page.waitForResponse(
    (response) =>
      response.request().method() === "POST" &&
      response.url().endsWith("/answers"),
  );
  await page.keyboard.press("r");
  const response = await answered;
  if (!response.ok())
    throw new Error(`the answer was refused: ${await response.text()}`);
  await page.getByText("随机抽查").click();
  await page.locator("[data-question]").first().waitFor();
  await shot("sample");
  await page.getByText("待核对").first().click();
  await page.locator(".facts-row").last().waitFor();
  await shot("open");
}
