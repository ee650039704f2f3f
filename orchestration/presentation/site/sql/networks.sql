-- Whether the area has a team of its own (2), teams inside (1) or none (0); teams; teams inside, their groups and
-- trained members; trained members per 1,000 households in hundredths.
select
    area_level,
    area_code,
    to_json(
        [
            list_position(['no team', 'teams inside', 'own team'], status) - 1,
            teams,
            teams_within,
            partner_groups_within,
            members_trained_within,
            cast(round(100 * agents_per_1000_households) as bigint)
        ]
    ) as part
from open.area_network
where not is_suppressed
