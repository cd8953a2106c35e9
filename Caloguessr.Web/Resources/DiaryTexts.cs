namespace Caloguessr.Web.Resources;

/// <summary>The words of diary, settings and linked devices: <c>DiaryTexts.resx</c> (English) and <c>DiaryTexts.de.resx</c> (German).</summary>
public sealed class DiaryTexts;
