select
    release_id,
    cast(timezone('Asia/Bangkok', published_at) as date) as published_on,
    case
        when is_synthetic then 'ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง / Synthetic data, no real figure'
        else 'ข้อมูลที่ส่งมาจากแหล่งข้อมูล / Data as delivered by the sources'
    end as origin,
    'พื้นที่ที่มีครัวเรือนหรือกรณีน้อย / Areas of few households or cases' as withheld,
    code_version
from release
