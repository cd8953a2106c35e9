namespace Caloguessr.Web.Resources;

/// <summary>Marks the texts of the pages: <c>Texts.resx</c> (English) and <c>Texts.de.resx</c>. Keys are sorted.</summary>
public sealed class Texts;
