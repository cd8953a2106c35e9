using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.DataProtection;

namespace Caloguessr.Web.Owners;

/// <summary>A token that opens a diary on another device, for a short time.</summary>
public sealed class OwnerLink(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a token can be used.</summary>
    public static readonly TimeSpan Valid = TimeSpan.FromMinutes(10);

    private readonly OwnerTicket _ticket = new(protection, "link", time);

    public string Create(OwnerId owner) => _ticket.Seal(owner);

    /// <summary>Opens a token; <c>false</c> when it is too old or no token of ours.</summary>
    public bool TryOpen(string? token, [NotNullWhen(true)] out OwnerId? owner) =>
        _ticket.TryOpen(token, out owner, out var age) && age <= Valid;
}
