namespace Caloguessr.Web.Diary;

/// <summary>The diary: meals by day, favourites, kept photos.</summary>
public static class DiarySetup
{
    public static void AddDiary(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DiaryDocuments>();
        builder.Services.AddSingleton<Favourites>();
        builder.Services.AddSingleton<MealPhotos>();
        builder.Services.AddSingleton<DeletedMeals>();
        builder.Services.AddSingleton<DiaryStore>();
        builder.Services.AddSingleton<UserClock>();
        builder.Services.AddHostedService<DeletedMealSweep>();
    }

    public static void MapDiary(this IEndpointRouteBuilder app)
    {
        app.MapMeals();
        app.MapMealCsv();
        app.MapMealPhotos();
        app.MapDiaryForms();
    }
}
