IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
CREATE TABLE [Agencies] (
    [Id] int NOT NULL IDENTITY,
    [Name] nvarchar(max) NOT NULL,
    [Founded] datetimeoffset NULL,
    CONSTRAINT [PK_Agencies] PRIMARY KEY ([Id])
);
GO

CREATE TABLE [Posts] (
    [Id] uniqueidentifier NOT NULL DEFAULT (NEWID()),
    [AgencyId] int NOT NULL,
    [Hours] decimal(5,2) NOT NULL DEFAULT 0.0,
    CONSTRAINT [PK_Posts] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Posts_Agencies_AgencyId] FOREIGN KEY ([AgencyId]) REFERENCES [Agencies] ([Id]) ON DELETE CASCADE
);
GO

CREATE INDEX [IX_Posts_AgencyId] ON [Posts] ([AgencyId]);
GO

CREATE UNIQUE INDEX [IX_Posts_Hours] ON [Posts] ([Hours]) WHERE [Hours] IS NOT NULL;
GO

COMMIT;
GO
