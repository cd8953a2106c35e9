namespace Caloguessr.Web.Estimates;

/// <summary>What the API says to people, in both languages side by side: what happened, what it means, what to do.</summary>
internal static class EstimateTexts
{
    private static readonly Dictionary<string, (string En, string De)> Warnings = new(StringComparer.Ordinal)
    {
        [WarningCodes.EnergyDisagrees] = (
            "{0}: the energy does not fit its protein, carbohydrates and fat, so the range is wider.",
            "{0}: Die Energie passt nicht zu Eiweiß, Kohlenhydraten und Fett; die Spanne ist deshalb größer."),
        [WarningCodes.PortionImplausible] = (
            "{0}: the weight looks unlikely. Enter the grams if you know them.",
            "{0}: Das Gewicht wirkt unwahrscheinlich. Am besten die Gramm eintragen, wenn sie bekannt sind."),
        [WarningCodes.DensityDisagrees] = (
            "{0}: the energy is far from what the food table gives for this weight, so the range covers both.",
            "{0}: Die Energie weicht stark von der Lebensmitteltabelle ab; die Spanne umfasst beide Werte."),
        [WarningCodes.RoughMatch] = (
            "{0}: the food table only has something similar, so the figures are rough.",
            "{0}: Die Lebensmitteltabelle kennt nur etwas Ähnliches; die Werte sind grob."),
    };

    private static readonly Dictionary<string, ((string Title, string Detail) En, (string Title, string Detail) De)> Problems = new(StringComparer.Ordinal)
    {
        ["photo-missing"] = (
            ("No photo", "The request holds no photo. Choose a photo of the meal and send it again."),
            ("Kein Foto", "Die Anfrage enthält kein Foto. Bitte ein Foto der Mahlzeit wählen und noch einmal senden.")),
        ["photo-invalid"] = (
            ("Photo cannot be read", "The photo is damaged or incomplete. Take it again or choose another one."),
            ("Foto nicht lesbar", "Das Foto ist beschädigt oder unvollständig. Bitte neu aufnehmen oder ein anderes wählen.")),
        ["photo-too-large"] = (
            ("Photo too large", "The photo is larger than this service takes. Choose a smaller one or scale it down."),
            ("Foto zu groß", "Das Foto ist größer, als dieser Dienst annimmt. Bitte ein kleineres wählen oder es verkleinern.")),
        ["photo-type"] = (
            ("Not a usable photo format", "Photos can be JPEG, PNG or WebP. Save the photo in one of these formats and send it again."),
            ("Kein passendes Fotoformat", "Fotos können JPEG, PNG oder WebP sein. Bitte das Foto so speichern und noch einmal senden.")),
        ["not-food"] = (
            ("No food in the photo", "Nothing to eat or drink was found in the photo. Take one that shows the whole meal, or add the food by search."),
            ("Kein Essen auf dem Foto", "Auf dem Foto wurde nichts zu essen oder zu trinken gefunden. Bitte die ganze Mahlzeit aufnehmen oder das Essen über die Suche eintragen.")),
        ["refused"] = (
            ("Photo refused", "The model's safety rules refused this photo, so there is no estimate. Take another photo that shows only the meal."),
            ("Foto abgelehnt", "Die Sicherheitsregeln des Modells lehnen dieses Foto ab; es gibt keine Schätzung. Bitte ein anderes Foto nehmen, das nur die Mahlzeit zeigt.")),
        ["api-key-missing"] = (
            ("Key missing", "This service estimates with Gemini and needs a Gemini API key. Enter one on the settings page."),
            ("Schlüssel fehlt", "Dieser Dienst schätzt mit Gemini und braucht einen Gemini-API-Schlüssel. Er lässt sich auf der Einstellungsseite eingeben.")),
        ["api-key-invalid"] = (
            ("Key not accepted", "Gemini did not accept the API key. Check it on the settings page or create a new one in Google AI Studio."),
            ("Schlüssel nicht angenommen", "Gemini hat den API-Schlüssel nicht angenommen. Bitte auf der Einstellungsseite prüfen oder in Google AI Studio einen neuen anlegen.")),
        ["throttled"] = (
            ("Too many requests", "The model takes no more requests for the moment. Wait and try again; the photo can be kept."),
            ("Zu viele Anfragen", "Das Modell nimmt gerade keine weiteren Anfragen an. Bitte warten und es noch einmal versuchen; das Foto kann bleiben.")),
        [DailyQuota] = (
            ("Daily quota used up", "The key's quota for today is used up. It begins anew tomorrow; until then the food search helps."),
            ("Tageskontingent aufgebraucht", "Das Kontingent des Schlüssels ist für heute aufgebraucht. Morgen geht es weiter; bis dahin hilft die Lebensmittelsuche.")),
        [AddressLimit] = (
            ("Too many requests", "This address has asked too often. Try again in {0} s."),
            ("Zu viele Anfragen", "Von dieser Adresse kamen zu viele Anfragen. In {0} s geht es wieder.")),
        ["cross-site"] = (
            ("Request from another site", "Only Caloguessr's own pages, and programs without cookies, may change something here."),
            ("Anfrage von einer anderen Seite", "Nur die eigenen Seiten von Caloguessr und Programme ohne Cookies dürfen hier etwas ändern.")),
        ["estimator-unavailable"] = (
            ("Estimator not available", "The photo could not be estimated now. Try again in a moment, or add the food by search. Reason: {0}."),
            ("Schätzung nicht verfügbar", "Das Foto konnte gerade nicht geschätzt werden. Bitte gleich noch einmal versuchen oder das Essen über die Suche eintragen. Technischer Grund: {0}.")),
        ["estimator-reply"] = (
            ("Reply not usable", "The model answered twice with something that is no estimate. Try again, or take the photo from another angle."),
            ("Antwort nicht brauchbar", "Das Modell hat zweimal etwas geantwortet, das keine Schätzung ist. Bitte noch einmal versuchen oder das Foto aus einem anderen Winkel aufnehmen.")),
    };

    /// <summary>The text of <c>throttled</c> when waiting a moment does not help.</summary>
    public const string DailyQuota = "throttled-today";

    /// <summary>The text of <c>throttled</c> when it is this service that takes no more.</summary>
    public const string AddressLimit = "throttled-here";

    public static EstimateWarning Warning(string code, string name, string language) =>
        new(code, (language == "de" ? Warnings[code].De : Warnings[code].En).Replace("{0}", name, StringComparison.Ordinal));

    public static (string Title, string Detail) Problem(string code, string language) => language == "de" ? Problems[code].De : Problems[code].En;
}
