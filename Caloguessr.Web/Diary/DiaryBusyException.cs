namespace Caloguessr.Web.Diary;

/// <summary>So many wrote to one document at once that a change did not get through: 503 <c>diary-busy</c>.</summary>
public sealed class DiaryBusyException() : Exception("The diary is being written to from many places at once.");
